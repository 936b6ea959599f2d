const STATUSES = [200, 201, 202, 204, 304, 400, 401, 403, 404, 408, 409, 410, 413, 429, 500, 501, 502, 503, 504];

/** Size of `/big` in bytes. */
export const BIG_FILE_BYTES = 1_048_576;

/**
 * The default site.
 *
 * | path | answer |
 * |---|---|
 * | `/ok` | 200, text `ok` |
 * | `/json` | 200, `{"ok":true,"server":NAME}` |
 * | `/headers` | 200, JSON: method, uri, args, protocol and some headers of the request, serial number of the connection and of the request on it, TLS version, subject of the client certificate |
 * | `/big` | a file of 1 MiB; knows ranges and ETags |
 * | `/slow` | 200 at once, then 20 kB at 10 kB/s |
 * | `/late` | 200 after 1 s of silence |
 * | `/hang` | nothing, for an hour |
 * | `/drop` | the connection is closed without an answer |
 * | `/close` | 200, and the connection is closed after it |
 * | `/redirect` | 302 to `/ok` |
 * | `/status/N` | status N: 200, 201, 202, 204, 304, 400, 401, 403, 404, 408, 409, 410, 413, 429, 500-504 |
 * | `/files/NAME` | PUT stores, GET reads, DELETE removes |
 */
export function defaultSite(name: string, folder: string): string {
  return `
    default_type text/plain;
    location = /ok { return 200 "ok"; }
    location = /json { default_type application/json; return 200 '{"ok":true,"server":${JSON.stringify(name)}}'; }
    location = /headers { default_type application/json; return 200 '${headersJson()}'; }
    location = /big { root ${folder}; default_type application/octet-stream; }
    location = /slow { root ${folder}; limit_rate 10k; }
    location = /late { ${silence('1s')} }
    location = /hang { ${silence('1h')} }
    location = /drop { return 444; }
    location = /close { keepalive_timeout 0; return 200 "closing"; }
    location = /redirect { return 302 /ok; }
    location /files/ { root ${folder}; dav_methods PUT DELETE; create_full_put_path on; client_max_body_size 64m; }
    location @ok { return 200 "late"; }
${STATUSES.map((status) => `    location = /status/${status} { return ${status}; }`).join('\n')}`;
}

// nginx can delay one thing only: telling a client that it is not authorized. The answer is then turned into a 200.
function silence(time: string): string {
  return `auth_basic late; auth_basic_user_file /dev/null; auth_delay ${time}; error_page 401 =200 @ok;`;
}

function headersJson(): string {
  const variables = {
    method: 'request_method',
    uri: 'uri',
    args: 'args',
    protocol: 'server_protocol',
    host: 'http_host',
    accept: 'http_accept',
    authorization: 'http_authorization',
    contentType: 'content_type',
    contentLength: 'content_length',
    userAgent: 'http_user_agent',
    traceparent: 'http_traceparent',
    requestId: 'http_x_request_id',
    test: 'http_x_test',
    connection: 'connection',
    connectionRequests: 'connection_requests',
    tls: 'ssl_protocol',
    clientCertificate: 'ssl_client_s_dn',
  };
  const fields = Object.entries(variables).map(([field, variable]) => `"${field}":"$${variable}"`);
  return `{${fields.join(',')}}`;
}
