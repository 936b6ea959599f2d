export { type BackendNames, type NameProblem, namesOf } from './backend-names.js';
export { createPackage, type PackageRequest } from './create-package.js';
