import { configDefaults, defineConfig, type TestProjectConfiguration } from 'vitest/config';

const everything = ['packages/*/test/**/*.test.ts', 'test-servers/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'];

/** Tests that start no real server. */
const alone = [
  'packages/{cli,config,contract,core,strategies,testkit}/test/**/*.test.ts',
  'packages/backend-{generic,riak}/test/**/*.test.ts',
  'test/{api-report,architecture,backend-types,config-files,docs-generated,install-sizes,runners}.test.ts',
  'test/decorators/*.test.ts',
];

/** Tests that hold real servers to their seconds, or look at all that runs. */
const strict = [
  'packages/backend-*/test/**/*{bad-input,cluster,connect,failover,faults,loss,odbc,pool,sentinel,sniffing,trouble,upstreams}*.test.ts',
  'test/{demo,end-of-run}.test.ts',
  'test-servers/test/nothing-left.test.ts',
  'bench/test/**/*.test.ts',
];

const project = (name: string, place: number, maxWorkers: number, files: object): TestProjectConfiguration => ({
  extends: true,
  test: { name, maxWorkers, sequence: { groupOrder: place }, ...files },
});

export default defineConfig({
  // Workers get these as --conditions: with 'import' among them, require() would load ES modules.
  resolve: { conditions: ['@outpool/source', 'node'] },
  ssr: { resolve: { conditions: ['@outpool/source', 'node'] } },
  oxc: { decorator: { legacy: true } },
  test: {
    execArgv: ['--unhandled-rejections=strict'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      project('alone', 0, 2, { include: alone }),
      // A second try for those that miss their second on a busy machine, a third on a real cluster, which elects leaders
      // (`{ retry: 2 }` in the test). What is broken fails each time; what needed another try is named at the end of the run.
      project('servers', 1, 2, { include: everything, exclude: [...configDefaults.exclude, ...alone, ...strict], retry: 1 }),
      // One at a time: a server that shares the machine with other tests is a slow one.
      project('strict', 2, 1, { include: strict, exclude: [...configDefaults.exclude, ...alone], retry: 1 }),
    ],
  },
});
