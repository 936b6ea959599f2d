import { request } from 'node:http';
import type { Socket } from 'node:net';
import { type Endpoint, secret, z } from '@outpool/contract';

/** A proxy as people name it. */
export const proxyOptions = z.strictObject({
  server: z
    .string()
    .refine((url) => /^http:\/\/[^/?#@]+\/?$/i.test(url) && URL.canParse(url), 'expected http://HOST:PORT')
    .meta({ description: 'URL of the proxy: http, host and port.' }),
  authorization: secret().optional().meta({ description: 'Header `proxy-authorization`, whole: `Basic ...`. Read anew at each connect.' }),
});

export type ProxySettings = z.output<typeof proxyOptions>;

/** A connection to a server through a proxy. Rejects when the proxy refuses, or with the reason of the signal; nothing is left open then. */
export async function openTunnel(proxy: ProxySettings, { host, port }: Endpoint, signal: AbortSignal): Promise<Socket> {
  const { hostname, port: proxyPort } = new URL(proxy.server);
  const authorization = await proxy.authorization?.read();
  signal.throwIfAborted();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const ask = request({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(proxyPort) || 80,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...(authorization !== undefined && { 'proxy-authorization': authorization }) },
    agent: false,
  });
  return new Promise((resolve, reject) => {
    const abort = (): void => void ask.destroy(signal.reason);
    const settled = (): void => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    ask.once('connect', ({ statusCode = 0 }, socket, head) => {
      settled();
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new Error(`the proxy ${proxy.server} answered ${statusCode} when asked for ${authority}`));
    });
    ask.once('error', (error) => {
      settled();
      reject(error);
    });
    ask.end();
  });
}
