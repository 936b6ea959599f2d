import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { madeOnce } from './run-folder.js';

const run = promisify(execFile);

const DAY_MS = 86_400_000;
const LOOPBACK = 'DNS:localhost,DNS:*.pool.test,IP:127.0.0.1,IP:::1';

interface Leaf {
  readonly commonName: string;
  readonly names: string;
  readonly usage: string;
  /** Validity in days from now. */
  readonly from: number;
  readonly to: number;
  readonly ca: 'ca' | 'otherca';
}

const valid = { from: -1, to: 3650, ca: 'ca' } as const;
const server = { ...valid, commonName: 'localhost', names: LOOPBACK, usage: 'serverAuth,clientAuth' } as const;
const client = { ...valid, commonName: 'app', names: 'DNS:app.client.test', usage: 'clientAuth' } as const;

const LEAVES = {
  /** For localhost, *.pool.test, 127.0.0.1 and ::1. */
  server,
  /** Another one like it, for renewals. */
  renewed: server,
  /** For wrong.invalid only. */
  wronghost: { ...server, commonName: 'wrong.invalid', names: 'DNS:wrong.invalid' },
  expired: { ...server, from: -30, to: -1 },
  /** Not valid yet. */
  future: { ...server, from: 30 },
  /** Like `server`, but signed by `otherca`, which nobody trusts. */
  other: { ...server, ca: 'otherca' },
  /** A client's, common name `app`. */
  client,
  'client-expired': { ...client, from: -30, to: -1 },
} satisfies Record<string, Leaf>;

export type CertificateName = keyof typeof LEAVES;

export interface Certificates {
  readonly folder: string;
  /** File of the CA that signed all but `other`. */
  readonly caFile: string;
  /** File of a CA that signed `other` alone. */
  readonly otherCaFile: string;
  /** The CA's certificate as PEM. */
  readonly ca: string;
  certFile(name: CertificateName): string;
  keyFile(name: CertificateName): string;
  /** Certificate and key as PEM. */
  pair(name: CertificateName): { cert: string; key: string };
}

/** Two CAs and their certificates (EC P-256, PEM, unencrypted keys), made once in a run by openssl; 0.6 s the first time. */
export async function certificates(): Promise<Certificates> {
  const folder = await madeOnce('certificates', make);
  const file = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(file(name), 'utf8');
  return {
    folder,
    caFile: file('ca.pem'),
    otherCaFile: file('otherca.pem'),
    ca: read('ca.pem'),
    certFile: (name) => file(`${name}.pem`),
    keyFile: (name) => file(`${name}.key`),
    pair: (name) => ({ cert: read(`${name}.pem`), key: read(`${name}.key`) }),
  };
}

async function make(folder: string): Promise<void> {
  const openssl = (...args: string[]): Promise<unknown> => run('openssl', args, { cwd: folder });
  const key = (name: string): Promise<unknown> =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);

  for (const name of ['ca', 'otherca']) {
    await key(name);
    const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'].flatMap((e) => ['-addext', e]);
    await openssl(
      ...['req', '-x509', '-new', '-sha256', '-days', '3650', '-subj', `/CN=outpool test ${name}`],
      ...['-key', `${name}.key`, '-out', `${name}.pem`, ...extensions],
    );
  }
  for (const [name, leaf] of Object.entries(LEAVES) as [string, Leaf][]) {
    await key(name);
    await openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${leaf.commonName}`, '-out', `${name}.csr`);
    // A folder each: the CA's list of what it has signed is not wanted, and `openssl x509` cannot set past dates.
    const book = join(folder, `${name}.ca`);
    mkdirSync(book);
    writeFileSync(join(book, 'index'), '');
    writeFileSync(join(book, 'config'), caConfig(book, leaf));
    await openssl(
      ...['ca', '-batch', '-notext', '-config', join(book, 'config'), '-in', `${name}.csr`, '-out', `${name}.pem`],
      ...['-cert', `${leaf.ca}.pem`, '-keyfile', `${leaf.ca}.key`],
      ...['-startdate', asn1Time(leaf.from), '-enddate', asn1Time(leaf.to)],
    );
  }
}

function caConfig(book: string, leaf: Leaf): string {
  return `[ca]
default_ca=d
[d]
database=${book}/index
new_certs_dir=${book}
rand_serial=yes
default_md=sha256
policy=p
x509_extensions=v
[p]
commonName=supplied
[v]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=${leaf.usage}
subjectAltName=${leaf.names}
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
`;
}

/** `20260131120000Z` */
function asn1Time(days: number): string {
  return `${new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
