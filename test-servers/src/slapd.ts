import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'ldapts';
import { programPath, versionOf } from './binaries.js';
import { type CertificateName, type Certificates, certificates } from './certificates.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';
import { serverFolder } from './run-folder.js';
import { Server, started } from './server.js';

const run = promisify(execFile);

const SCHEMAS = ['core', 'cosine', 'nis', 'inetorgperson'];
/** What a directory holds at first; more is `people`. */
const treeOf = (suffix: string): string => `dn: ${suffix}
objectClass: dcObject
objectClass: organization
o: pool
dc: ${/^dc=(\w+)/.exec(suffix)?.[1]}

dn: ou=people,${suffix}
objectClass: organizationalUnit
ou: people
`;

export interface SlapdOptions {
  /** Listens on a second port with TLS from the first byte on, and offers StartTLS on the first. Default false. */
  readonly tls?: boolean;
  /** The top of the tree. Default `dc=pool,dc=test`. */
  readonly suffix?: string;
  /** So many people are there at first: `uid=u0` with the password `pw0`, and so on. Default 0. */
  readonly people?: number;
  /** More entries, as LDIF. */
  readonly ldif?: string;
  /** Keeps a copy of this directory, which it follows. Writes are referred to it. */
  readonly provider?: SlapdServer;
  /** More lines of slapd.conf, above those of the database: `['sizelimit 10']`. */
  readonly config?: readonly string[];
  /** More lines about the database. */
  readonly database?: readonly string[];
}

/** A real OpenLDAP on 127.0.0.1 that keeps its entries over `kill9`. Ready in 50 ms. */
export async function startSlapd(options: SlapdOptions = {}): Promise<SlapdServer> {
  const program = programPath('slapd');
  if (program === undefined) throw new Error('OpenLDAP is not installed: node test-servers/install.mjs');
  const tls = options.tls ? { port: await freePort(), certs: await certificates() } : undefined;
  const server = new SlapdServer(program, serverFolder('ldap'), await freePort(), options, tls);
  if (options.provider === undefined)
    await server.load(treeOf(server.suffix) + peopleOf(options.people ?? 0, server.people) + (options.ldif ?? ''));
  return started(server);
}

/** A directory, and a second one that follows it: what is written to the first is in the second within some ms. */
export async function startSlapdPair(options: SlapdOptions = {}): Promise<SlapdPair> {
  const provider = await startSlapd(options);
  try {
    const consumer = await startSlapd({ ...options, provider });
    const pair = new SlapdPair(provider, consumer);
    await pair.inSync();
    return pair;
  } catch (error) {
    await provider[Symbol.asyncDispose]();
    throw error;
  }
}

export class SlapdPair implements AsyncDisposable {
  readonly provider: SlapdServer;
  readonly consumer: SlapdServer;

  /** @internal `startSlapdPair` makes it. */
  constructor(provider: SlapdServer, consumer: SlapdServer) {
    this.provider = provider;
    this.consumer = consumer;
  }

  /** Waits until the consumer has all that is in the provider. */
  inSync(): Promise<void> {
    return eventually('the consumer has what the provider has', async () => {
      const [one, other] = await Promise.all([this.provider.stateOfCopy(), this.consumer.stateOfCopy()]);
      return one === other;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.consumer[Symbol.asyncDispose]();
    await this.provider[Symbol.asyncDispose]();
  }
}

interface SlapdTls {
  readonly port: number;
  readonly certs: Certificates;
}

export class SlapdServer extends Server {
  readonly suffix: string;
  readonly people: string;
  readonly rootDn: string;
  readonly password = 'open sesame';
  readonly #program: string;
  readonly #tls: SlapdTls | undefined;
  readonly #options: SlapdOptions;

  /** @internal `startSlapd` makes it. */
  constructor(program: string, folder: string, port: number, options: SlapdOptions, tls: SlapdTls | undefined) {
    super({ name: 'OpenLDAP', folder, port });
    this.#program = program;
    this.#options = options;
    this.#tls = tls;
    this.suffix = options.suffix ?? 'dc=pool,dc=test';
    this.people = `ou=people,${this.suffix}`;
    this.rootDn = `cn=admin,${this.suffix}`;
    mkdirSync(this.#file('db'));
    this.#configure('server');
  }

  /** Port of TLS from the first byte on. @throws Error when the server was started without `tls` */
  get tlsPort(): number {
    return this.#secured().port;
  }

  /** Reads LDIF into a directory that does not run. */
  async load(ldif: string): Promise<void> {
    writeFileSync(this.#file('seed.ldif'), ldif);
    await run(this.#program, ['-T', 'add', '-q', '-f', this.#file('slapd.conf'), '-l', this.#file('seed.ldif')]);
  }

  /** Does something as the administrator, on a connection of its own, past TLS and proxies. */
  async ask<Answer>(job: (client: Client) => Promise<Answer>): Promise<Answer> {
    const client = new Client({ url: `ldap://${this.host}:${this.port}`, timeout: 10_000, connectTimeout: 5_000 });
    try {
      await client.bind(this.rootDn, this.password);
      return await job(client);
    } finally {
      await client.unbind().catch(() => undefined);
    }
  }

  /** Entries below the people, by this filter. */
  async count(filter = '(objectClass=inetOrgPerson)'): Promise<number> {
    const { searchEntries } = await this.ask((client) => client.search(this.people, { filter, attributes: ['1.1'], timeLimit: 0 }));
    return searchEntries.length;
  }

  /** Connections that clients hold now, this question's own left out. */
  async connections(): Promise<number> {
    const { searchEntries } = await this.ask((client) =>
      client.search('cn=Current,cn=Connections,cn=Monitor', { scope: 'base', attributes: ['monitorCounter'] }),
    );
    return Number(searchEntries[0]?.monitorCounter) - 1;
  }

  /** What says how far a copy is. */
  async stateOfCopy(): Promise<string> {
    const { searchEntries } = await this.ask((client) => client.search(this.suffix, { scope: 'base', attributes: ['contextCSN'] }));
    return String(searchEntries[0]?.contextCSN);
  }

  /** Presents another certificate; the server is started anew for it. For a server started with `tls`. */
  async useCertificate(name: CertificateName): Promise<void> {
    this.#secured();
    this.#configure(name);
    await this.restart();
  }

  protected launch(): [string, ...string[]] {
    const urls = [`ldap://${this.host}:${this.port}/`, ...(this.#tls ? [`ldaps://${this.host}:${this.#tls.port}/`] : [])];
    return [this.#program, '-f', this.#file('slapd.conf'), '-h', urls.join(' '), '-d', '0'];
  }

  protected async probe(): Promise<void> {
    await this.ask(async () => undefined);
  }

  protected async version(): Promise<string> {
    return versionOf(this.#program, '-VV');
  }

  #configure(certificate: CertificateName): void {
    const { provider, config = [], database = [] } = this.#options;
    const certs = this.#tls?.certs;
    const lines = [
      ...SCHEMAS.map((name) => `include /etc/ldap/schema/${name}.schema`),
      'modulepath /usr/lib/ldap',
      ...['back_mdb', 'back_monitor', 'syncprov'].map((module) => `moduleload ${module}`),
      `pidfile ${this.#file('pid')}`,
      `argsfile ${this.#file('args')}`,
      'loglevel none',
      'threads 4',
      `serverID ${provider === undefined ? 1 : 2}`,
      ...(certs === undefined
        ? []
        : [
            `TLSCACertificateFile ${certs.caFile}`,
            `TLSCertificateFile ${certs.certFile(certificate)}`,
            `TLSCertificateKeyFile ${certs.keyFile(certificate)}`,
          ]),
      ...config,
      'database mdb',
      `suffix "${this.suffix}"`,
      `rootdn "${this.rootDn}"`,
      `rootpw "${this.password}"`,
      `directory ${this.#file('db')}`,
      'maxsize 268435456',
      'dbnosync', // a killed server keeps what it had written all the same: the machine lives
      'index objectClass,uid,entryUUID,entryCSN eq',
      'access to attrs=userPassword by self write by anonymous auth by * none',
      'access to * by users read by anonymous auth by * none',
      ...database,
      'overlay syncprov',
      ...(provider === undefined ? [] : copyOf(provider)),
      'database monitor',
      `access to * by dn.exact="${this.rootDn}" read by * none`,
    ];
    writeFileSync(this.#file('slapd.conf'), `${lines.join('\n')}\n`);
  }

  #secured(): SlapdTls {
    if (this.#tls === undefined) throw new Error('this OpenLDAP was started without tls');
    return this.#tls;
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}

function copyOf({ host, port, rootDn, password, suffix }: SlapdServer): string[] {
  const login = `bindmethod=simple binddn="${rootDn}" credentials="${password}"`;
  const follow = 'type=refreshAndPersist retry="1 +" timeout=1 network-timeout=1';
  return [`syncrepl rid=001 provider=ldap://${host}:${port} searchbase="${suffix}" ${login} ${follow}`, `updateref ldap://${host}:${port}`];
}

function peopleOf(count: number, base: string): string {
  return Array.from(
    { length: count },
    (_, n) => `
dn: uid=u${n},${base}
objectClass: inetOrgPerson
uid: u${n}
cn: Person ${n}
sn: ${n}
userPassword: pw${n}
`,
  ).join('');
}
