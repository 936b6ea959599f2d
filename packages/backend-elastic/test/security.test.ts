import { inspect } from 'node:util';
import { certificates, requireServers, type SearchServer, startNginx, startSearch } from '@outpool/test-servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dial, failure, start } from './start.js';

describe.skipIf(!requireServers('search'))('the security plugin of OpenSearch', () => {
  let server: SearchServer;
  let caFile: string;
  let otherCaFile: string;
  beforeAll(async () => {
    ({ caFile, otherCaFile } = await certificates());
    server = await startSearch('opensearch', { security: true });
  }, 90_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const login = () => ({ host: 'localhost', port: server.port, username: server.user.name, password: server.user.password });
  const refused = async (connection: Parameters<typeof dial>[0]): Promise<string> => {
    const error = await failure(dial(connection));
    expect(inspect(error)).not.toContain(server.user.password);
    return `${error.code} ${error.message}`;
  };

  it('lets users in over TLS, by name and password', async () => {
    await using pools = await start({ ...login(), tls: { caFile } });
    expect(await pools.get('elastic').call((elastic) => elastic.index('things', { n: 1 }, { id: '1' }))).toMatchObject({
      result: 'created',
    });
    const error = await failure(pools.get('elastic').call((elastic) => elastic.request({ path: '/_plugins/_security/api/internalusers' })));
    expect(error).toMatchObject({ name: 'ElasticError', code: 'forbidden', status: 403 });
  }, 30_000);

  it('refuses a wrong password, none, a token and a key, and says so', async () => {
    expect(await refused({ ...login(), password: 'wrong', tls: { caFile } })).toContain('unauthorized GET /: 401 Unauthorized');
    const nobody = { host: 'localhost', port: server.port, tls: { caFile } };
    expect(await refused(nobody)).toContain('401');
    expect(await refused({ ...nobody, bearer: 'abc' })).toContain('401');
    expect(await refused({ ...nobody, apiKey: 'abc' })).toContain('401');
  }, 30_000);

  it('is not spoken to with a wrong CA, under a wrong name, or in clear', async () => {
    expect(await refused({ ...login(), tls: { caFile: otherCaFile } })).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(await refused({ ...login(), tls: { caFile, serverName: 'other.invalid' } })).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await refused(login())).toMatch(/other side closed|ECONNRESET|socket/i);
  }, 90_000);
});

describe.skipIf(!requireServers('search', 'nginx'))('Elasticsearch behind an nginx that encrypts', () => {
  it("is spoken to when its certificate holds, and not when it has expired, is another's or of a wrong CA", async () => {
    await using server = await startSearch('elasticsearch');
    const locations = `location / { proxy_pass http://127.0.0.1:${server.port}; proxy_http_version 1.1; proxy_set_header Connection ""; }`;
    await using nginx = await startNginx({ tls: true, locations });
    const { caFile, otherCaFile } = await certificates();
    const there = { host: 'localhost', port: nginx.tlsPort, tls: { caFile } };
    await using pools = await start(there);
    expect(await pools.get('elastic').call((elastic) => elastic.index('things', { n: 1 }))).toMatchObject({ result: 'created' });
    expect(await failure(dial({ ...there, tls: { caFile: otherCaFile } }))).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    nginx.useCertificate('expired');
    expect(await failure(dial(there))).toMatchObject({ code: 'CERT_HAS_EXPIRED' });
    nginx.useCertificate('wronghost');
    expect(await failure(dial(there))).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  }, 60_000);
});
