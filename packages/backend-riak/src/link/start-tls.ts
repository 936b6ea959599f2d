import type { Socket } from 'node:net';
import { type ConnectionOptions, connect } from 'node:tls';
import { RpbErrorResp, RpbStartTls } from '../messages/riak.js';
import { Malformed } from '../wire/malformed.js';
import { MessageReader } from '../wire/message-reader.js';
import { RiakError } from './riak-error.js';

const REQUEST = Buffer.of(0, 0, 0, 1, RpbStartTls.code);
/** An error text is longer than the answer, and never that long. */
const MAX_ANSWER_BYTES = 4_096;

/**
 * Asks the server for TLS, in clear, and begins it once it has agreed.
 * @throws RiakError `TLS_REFUSED` when the server has its security off: there is no falling back to clear text
 * @throws the error of TLS when the certificate does not hold
 */
export async function startTls(socket: Socket, options: ConnectionOptions): Promise<Socket> {
  const answer = await ask(socket);
  const code = answer[4];
  if (code === RpbErrorResp.code) {
    const { errmsg, errcode } = new MessageReader(answer, 5).root(RpbErrorResp, answer.length);
    throw RiakError.fromServer(errmsg?.toString() ?? '', errcode);
  }
  if (code !== RpbStartTls.code)
    throw new RiakError('PROTOCOL', `message ${code} came where TLS was asked for`, { cause: new Malformed('not a reply') });
  const secure = connect({ ...options, socket });
  await new Promise<void>((resolve, reject) => {
    secure.once('secureConnect', resolve);
    secure.once('error', reject);
    secure.once('close', () => reject(new Error('the server closed the connection in the TLS handshake')));
  });
  secure.removeAllListeners('secureConnect').removeAllListeners('error').removeAllListeners('close');
  return secure;
}

/** Sends the request and waits for the whole answer, which is all that may come in clear. */
function ask(socket: Socket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const settle = (error: unknown): void => {
      socket.off('data', take).off('error', settle).off('close', closed).pause();
      if (error === undefined) resolve(answer);
      else reject(error);
    };
    const closed = (): void => settle(new Error('the server closed the connection instead of starting TLS'));
    const take = (chunk: Buffer): void => {
      answer = Buffer.concat([answer, chunk]);
      const whole = answer.length >= 4 ? 4 + answer.readUInt32BE(0) : 5;
      if (whole > MAX_ANSWER_BYTES) settle(new RiakError('PROTOCOL', 'what came where TLS was asked for is no answer'));
      else if (answer.length > whole)
        settle(new RiakError('PROTOCOL', 'something came in clear behind the answer to StartTls, perhaps from somebody else'));
      else if (answer.length === whole && whole >= 5) settle(undefined);
    };
    socket.on('data', take).on('error', settle).on('close', closed);
    socket.write(REQUEST);
  });
}
