import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A certificate of the kind that clients of 2017 can speak to: RSA, signed by itself, for 127.0.0.1 and localhost. */
export async function rsaCertificate(): Promise<{ cert: string; key: string }> {
  const request =
    'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout - -out -';
  const { stdout } = await promisify(execFile)('openssl', request.split(' '));
  const part = (label: string): string => new RegExp(`-----BEGIN ${label}-----[^]*?-----END ${label}-----`).exec(stdout)?.[0] ?? '';
  return { cert: part('CERTIFICATE'), key: part('PRIVATE KEY') };
}
