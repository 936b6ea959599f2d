/** A file of the built package: a door, or what no door leads to. */
export function load(path) {
  return import(new URL(`../../packages/backend-riak/dist/${path}.js`, import.meta.url).href);
}
