// Loaded before each example: what an example calls `db.example.com:5432` is the test's own PostgreSQL, and so on, by
// port. So the examples are run as they are printed, and none reaches out of this machine.
import { Socket } from 'node:net';

/** Port in the example -> port on this machine. */
const ports = JSON.parse(process.env.DOCS_PORTS ?? '{}');
const { connect } = Socket.prototype;

Socket.prototype.connect = function (...args) {
  // net.connect hands over what it has sorted out already: a list of options and callback.
  const [first, ...rest] = Array.isArray(args[0]) ? args[0] : args;
  const { host = 'localhost', port } = typeof first === 'object' ? first : { host: args[1], port: first };
  // Some clients look names up by themselves.
  const known = /^(localhost|127\.0\.0\.1|::1)$|\.example\.com$/.test(host);
  if (!known || ports[port] === undefined) return connect.apply(this, args);
  const options = { ...(typeof first === 'object' ? first : {}), host: '127.0.0.1', port: ports[port] };
  if (Array.isArray(args[0])) {
    args[0][0] = options;
    return connect.apply(this, args);
  }
  return connect.call(this, options, ...rest.filter((arg) => typeof arg === 'function'));
};
