export default { test: { include: ['vitest.case.mjs'], reporters: [] } };
