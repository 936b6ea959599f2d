// Elasticsearch and OpenSearch for the tests, from their jars in Maven's registry: fetched once, into a folder that outlives
// the tests. Plain JavaScript without dependencies: it runs before anything else is installed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, fetchJars, run } from '../maven.mjs';

const source = join(import.meta.dirname, 'SearchNode.java');

const products = {
  opensearch: {
    java: 'org.opensearch',
    jars: [
      ['org.opensearch', 'opensearch', '2.19.1'],
      ['org.opensearch.plugin', 'transport-netty4-client', '2.19.1'],
      ['org.apache.logging.log4j', 'log4j-core', '2.21.0'],
    ],
    security: 'org.opensearch.plugin:opensearch-security:2.19.1.0:zip',
  },
  elasticsearch: {
    java: 'org.elasticsearch',
    jars: [
      ['org.elasticsearch', 'elasticsearch', '7.17.28'],
      ['org.elasticsearch.plugin', 'transport-netty4-client', '7.17.28'],
      ['org.apache.logging.log4j', 'log4j-core', '2.17.1'],
    ],
  },
};

/** @typedef {keyof typeof products} Product */

/** The name of a class of a product, whose packages differ in their first words. */
export function classOf(/** @type {Product} */ product, /** @type {string} */ name) {
  return `${products[product].java}.${name}`;
}

/** Where a product is, or will be: the name of the folder changes with what is in it. */
export function productFolder(/** @type {Product} */ product) {
  return cacheFolder(product, JSON.stringify(products[product]) + readFileSync(source, 'utf8'));
}

/** True when a product can be started. */
export function isBuilt(/** @type {Product} */ product) {
  return existsSync(join(productFolder(product), 'built'));
}

/** What every start of a product needs; the archive of classes halves its time. */
export function javaArguments(/** @type {Product} */ product) {
  const folder = productFolder(product);
  const quick = [
    '-XX:TieredStopAtLevel=1',
    '-XX:+UseSerialGC',
    '-XX:-UsePerfData',
    '-Xshare:auto',
    '-Xlog:disable',
    '-Xlog:all=error:stderr',
  ];
  return [...quick, '-Xmx256m', `-XX:SharedArchiveFile=${join(folder, 'classes.jsa')}`];
}

/** The class path of a product. The real security plugin is there for OpenSearch alone. */
export function classPath(/** @type {Product} */ product, withSecurity = false) {
  const folder = productFolder(product);
  return [join(folder, 'node.jar'), join(folder, 'lib/*'), ...(withSecurity ? [join(folder, 'security/*')] : [])].join(':');
}

/**
 * Fetches and builds what is not there yet: some seconds, and 200 MB.
 * @param {(line: string) => void} say
 * @throws Error with the program that failed
 */
export async function buildProducts(say) {
  for (const product of /** @type {Product[]} */ (Object.keys(products))) {
    if (isBuilt(product)) continue;
    say(`fetching ${product} with mvn`);
    const folder = productFolder(product);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    build(product, folder);
    await archiveClasses(product, folder);
    writeFileSync(join(folder, 'built'), '');
  }
}

function build(/** @type {Product} */ product, /** @type {string} */ folder) {
  const { java, jars, security } = { security: undefined, ...products[product] };
  const at = (/** @type {string} */ name) => join(folder, name);
  fetchJars(folder, jars);
  if (security !== undefined) {
    run(folder, 'mvn', '-q', '-B', 'dependency:copy', `-Dartifact=${security}`, `-DoutputDirectory=${folder}`);
    mkdirSync(at('security'));
    const [, name, version] = security.split(':');
    run(at('security'), 'jar', 'xf', at(`${name}-${version}.zip`));
    rmSync(at(`${name}-${version}.zip`));
  }
  writeFileSync(at('SearchNode.java'), readFileSync(source, 'utf8').replaceAll('org.opensearch', java));
  run(folder, 'javac', '-cp', at('lib/*'), '-d', at('classes'), at('SearchNode.java'));
  run(folder, 'jar', 'cf', at('node.jar'), '-C', at('classes'), '.');
}

/** One start and stop, from which Java keeps the loaded classes. */
async function archiveClasses(/** @type {Product} */ product, /** @type {string} */ folder) {
  const home = mkdtempSync(join(tmpdir(), 'outpool-search-'));
  const flags = javaArguments(product).filter((flag) => !flag.startsWith('-XX:SharedArchiveFile'));
  const plugin = classOf(product, 'transport.Netty4Plugin');
  const settings = ['http.port=0', 'transport.port=0', 'discovery.type=single-node'];
  const child = spawn(
    'java',
    [
      ...flags,
      `-XX:ArchiveClassesAtExit=${join(folder, 'classes.jsa')}`,
      '-cp',
      classPath(product),
      'SearchNode',
      home,
      plugin,
      ...settings,
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // It serves within a second or three; what is not loaded by then is loaded later.
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 10_000))]);
  child.kill();
  await ended;
  rmSync(home, { recursive: true, force: true });
}
