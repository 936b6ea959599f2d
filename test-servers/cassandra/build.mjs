// Cassandra for the tests, from its jars in Maven's registry: fetched once, into a folder that outlives the tests. Plain
// JavaScript without dependencies: it runs before anything else is installed.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder, fetchJars } from '../maven.mjs';

const JARS = [['org.apache.cassandra', 'cassandra-all', '5.0.6']];

/** What its log says when it serves. Its port says less: a stranger may have taken it. */
export const SERVES = 'CassandraDaemon: Startup complete';

const LOGBACK = `<configuration>
  <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0}: %msg%n%ex{6}</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
`;

/** What Cassandra reaches into, as its own list for Java 17 has it. */
const EXPORTS = [
  'java.base/jdk.internal.misc',
  'java.base/java.lang.ref',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'jdk.unsupported/sun.misc',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.attach/sun.tools.attach',
];
const OPENS = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.lang.reflect',
  'java.base/java.util',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.compiler/com.sun.tools.javac.file',
  'jdk.management/com.sun.management.internal',
];

/** Where Cassandra is, or will be: the name of the folder changes with what is in it. */
export function cassandraFolder() {
  return cacheFolder('cassandra', JSON.stringify([JARS, LOGBACK, EXPORTS, OPENS]));
}

/** True when it can be started. */
export function isBuilt() {
  return existsSync(join(cassandraFolder(), 'built'));
}

/**
 * The program and arguments of one node.
 * @param {string} java
 * @param {string} home its own folder, with a `cassandra.yaml`
 * @returns {[string, ...string[]]}
 */
export function nodeCommand(java, home, archive = '-XX:SharedArchiveFile') {
  const folder = cassandraFolder();
  // It would keep all its memory from being swapped out, twice as much as it uses; only root may.
  const light = process.getuid?.() === 0 ? ['setpriv', '--bounding-set', '-ipc_lock', '--', java] : [java];
  const [program, ...more] = light;
  return [
    /** @type {string} */ (program),
    ...more,
    ...['-Xms128m', '-Xmx320m', '-Xss512k', '-XX:MaxDirectMemorySize=128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    ...['-XX:-UsePerfData', '-XX:+ExitOnOutOfMemoryError', '-Xshare:auto', `${archive}=${join(folder, 'classes.jsa')}`],
    ...EXPORTS.flatMap((name) => ['--add-exports', `${name}=ALL-UNNAMED`]),
    ...OPENS.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
    ...['-Djdk.attach.allowAttachSelf=true', '-Djava.net.preferIPv4Stack=true', '-Djava.awt.headless=true'],
    ...['-Dio.netty.tryReflectionSetAccessible=true', '-Dio.netty.allocator.maxOrder=9', '-Dio.netty.eventLoopThreads=2'],
    ...[`-Djna.tmpdir=${join(home, 'tmp')}`, `-Djava.io.tmpdir=${join(home, 'tmp')}`],
    ...[`-Dcassandra.storagedir=${home}`, `-Dcassandra.logdir=${home}`, `-Dcassandra.config=file://${join(home, 'cassandra.yaml')}`],
    ...[`-Dlogback.configurationFile=${join(folder, 'logback.xml')}`, '-Dcassandra-foreground=yes'],
    // What a node otherwise waits for, or measures, at each start and stop.
    ...['-Dcassandra.skip_wait_for_gossip_to_settle=0', '-Dcassandra.ring_delay_ms=0', '-Dcassandra.superuser_setup_delay_ms=0'],
    ...['-Dcassandra.consistent.rangemovement=false', '-Dcassandra.shutdown_announce_in_ms=0'],
    ...['-Dcassandra.test.messagingService.nonGracefulShutdown=true', '-Dcassandra.memtable.row_overhead_size=180'],
    ...['-Dcassandra.available_processors=2', '-cp', join(folder, 'lib/*'), 'org.apache.cassandra.service.CassandraDaemon'],
  ];
}

/**
 * Makes the folders of a node and writes its `cassandra.yaml`. The commit log is written before a write is acknowledged:
 * with the usual one, even a node that is only killed has forgotten some.
 * @param {string} home
 * @param {{ host: string, port: number, storagePort: number, seeds: string, token: string, more?: readonly string[] }} node
 */
export function writeConfig(home, { host, port, storagePort, seeds, token, more = [] }) {
  for (const name of ['data', 'commitlog', 'hints', 'saved_caches', 'cdc_raw', 'tmp']) mkdirSync(join(home, name), { recursive: true });
  const lines = [
    'cluster_name: tests',
    'num_tokens: 1',
    `initial_token: "${token}"`,
    'partitioner: org.apache.cassandra.dht.Murmur3Partitioner',
    'endpoint_snitch: SimpleSnitch',
    'auto_bootstrap: false',
    `listen_address: ${host}`,
    `rpc_address: ${host}`,
    `storage_port: ${storagePort}`,
    `native_transport_port: ${port}`,
    'start_native_transport: true',
    'seed_provider:',
    '  - class_name: org.apache.cassandra.locator.SimpleSeedProvider',
    '    parameters:',
    `      - seeds: "${seeds}"`,
    `data_file_directories: ["${home}/data"]`,
    ...['commitlog', 'hints', 'saved_caches'].map((name) => `${name}_directory: ${home}/${name}`),
    `cdc_raw_directory: ${home}/cdc_raw`,
    'commitlog_sync: batch',
    'commitlog_segment_size: 4MiB',
    'commitlog_total_space: 64MiB',
    'memtable_heap_space: 48MiB',
    'memtable_offheap_space: 48MiB',
    'key_cache_size: 4MiB',
    'counter_cache_size: 2MiB',
    'file_cache_size: 32MiB',
    'networking_cache_size: 16MiB',
    'concurrent_reads: 8',
    'concurrent_writes: 8',
    'concurrent_counter_writes: 4',
    'concurrent_compactors: 1',
    'disk_access_mode: mmap_index_only',
    'auto_snapshot: false',
    'role_manager: CassandraRoleManager',
    ...['roles', 'permissions', 'credentials'].map((name) => `${name}_validity: 500ms`),
    ...more,
  ];
  writeFileSync(join(home, 'cassandra.yaml'), `${lines.join('\n')}\n`);
}

/**
 * Fetches what is not there yet: some seconds, and 120 MB.
 * @param {(line: string) => void} say
 * @throws Error when Maven fails, or the node does not start
 */
export async function buildCassandra(say) {
  if (isBuilt()) return;
  say('fetching cassandra with mvn');
  const folder = cassandraFolder();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'logback.xml'), LOGBACK);
  fetchJars(folder, JARS);
  await archiveClasses();
  writeFileSync(join(folder, 'built'), '');
}

/** One start and stop, from which Java keeps the loaded classes: every later start takes half the time. */
async function archiveClasses() {
  const home = mkdtempSync(join(tmpdir(), 'outpool-cassandra-'));
  try {
    // On an address that no test uses: nobody can tell yet which ports are free.
    const [host, port, storagePort] = ['127.0.0.64', 29_042, 27_000];
    writeConfig(home, { host, port, storagePort, seeds: `${host}:${storagePort}`, token: '0' });
    const [program, ...args] = nodeCommand('java', home, '-XX:ArchiveClassesAtExit');
    const child = spawn(program, args, { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] });
    let log = '';
    child.stdout.on('data', (text) => {
      log += text;
    });
    child.stderr.resume();
    const ended = new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
    for (let step = 0; step < 600 && child.exitCode === null && !log.includes(SERVES); step++) await sleep(100);
    child.kill();
    await ended;
    if (!log.includes(SERVES)) throw new Error(`cassandra did not start: ${log.slice(-2_000)}`);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
