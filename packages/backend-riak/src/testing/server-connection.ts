import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { RpbAuthReq, RpbAuthResp, RpbErrorResp, RpbGetServerInfoReq, RpbPingReq, RpbStartTls } from '../messages/riak.js';
import type { Codec, Written } from '../wire/codec.js';
import { FrameReader } from '../wire/frame-reader.js';
import { FrameWriter } from '../wire/frame-writer.js';
import { Malformed } from '../wire/malformed.js';
import { MessageReader } from '../wire/message-reader.js';
import type { Fault, Faults } from './fault.js';
import type { AnyOperation, Operation } from './operation.js';
import type { Security } from './security.js';
import { ServerError } from './server-error.js';
import type { Session } from './session.js';

/** Longer the length decoder of a real server does not take. */
const MAX_FRAME_BYTES = 0x7fff_fffb;
/** Requests that may come without a message; any other is one that the server fails over. */
const MAY_BE_BARE: ReadonlySet<number> = new Set([1, 3, 7, 15, 54, 206, 223, 255]);
/** Requests that must. */
const MUST_BE_BARE: ReadonlySet<number> = new Set([1, 3, 7, 206]);
/** What a node serves whose data is not there yet, or no longer. */
const WITHOUT_DATA: ReadonlySet<number> = new Set([RpbPingReq.code, RpbGetServerInfoReq.code]);
const MAX_FAILED_LOGINS = 3;

/** What a connection needs of its server. */
export interface ServerState {
  readonly operations: ReadonlyMap<number, AnyOperation>;
  /** Codes of replies: sent as a request, they are known, and nobody serves them. */
  readonly replies: ReadonlySet<number>;
  readonly security: Security | undefined;
  readonly faults: Faults;
  /** False while the node starts or stops. */
  readonly servesData: boolean;
  session(wait: Session['wait']): Session;
  /** Called with the name of each request. */
  saw(request: string): void;
}

interface Request {
  readonly code: number;
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** One client: its requests one by one, answered in order. */
export class ServerConnection {
  readonly #server: ServerState;
  readonly #session: Session;
  readonly #writer = new FrameWriter();
  readonly #reader = new FrameReader(MAX_FRAME_BYTES, (code, buffer, start, end) => this.#queue.push({ code, buffer, start, end }));
  readonly #timers = new Map<NodeJS.Timeout, () => void>();
  #socket: Socket;
  #queue: Request[] = [];
  #busy = false;
  #streaming = false;
  #secured = false;
  #user: string | undefined;
  #failedLogins = 0;

  constructor(socket: Socket, server: ServerState) {
    this.#server = server;
    this.#session = server.session((ms) => this.#wait(ms));
    this.#socket = this.#listen(socket);
  }

  #listen(socket: Socket): Socket {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('close', () => {
      this.#queue = [];
      for (const [timer, ended] of this.#timers) {
        clearTimeout(timer);
        ended();
      }
    });
    return socket;
  }

  #receive(chunk: Buffer): void {
    try {
      this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      if (/no bytes/.test(error.message)) this.#socket.destroy();
      else {
        // Open, and never read from again.
        this.#refuse(new ServerError('Invalid message packet, reason: invalid'));
        this.#socket.removeAllListeners('data').resume();
      }
      return;
    }
    if (this.#streaming && this.#queue.length > 0) {
      this.#refuse(new ServerError('Cannot send another request while one is in progress', true));
      return;
    }
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let request = this.#queue.shift(); request !== undefined && !this.#socket.destroyed; request = this.#queue.shift()) {
      try {
        const done = this.#serve(request);
        if (done !== undefined) {
          this.#flush();
          await done;
        }
      } catch (error) {
        this.#refuse(error instanceof ServerError ? error : ServerError.crash(String(error)));
      }
    }
    this.#busy = false;
    this.#flush();
  }

  #serve(request: Request): Promise<void> | undefined {
    const { code } = request;
    const { security } = this.#server;
    if (security !== undefined && !this.#secured) {
      if (code !== RpbStartTls.code) throw new ServerError('Security is enabled, please STARTTLS first');
      return this.#startTls(security);
    }
    if (security !== undefined && this.#user === undefined) {
      if (code !== RpbAuthReq.code) throw new ServerError('Security is enabled, please authenticate first');
      return this.#login(security, request);
    }
    if (code === RpbStartTls.code) throw new ServerError('Security not enabled; STARTTLS not allowed.');
    const operation = this.#server.operations.get(code) as Operation | undefined;
    const fault = this.#server.faults.next(operation?.request.name ?? String(code));
    if (fault !== undefined) return this.#fail(fault, operation, request);
    return this.#operate(operation, request);
  }

  #operate(operation: Operation | undefined, request: Request): Promise<void> | undefined {
    const { code } = request;
    if (operation === undefined && this.#server.servesData && this.#server.replies.has(code)) throw ServerError.crash('function_clause');
    if (operation === undefined || (!this.#server.servesData && !WITHOUT_DATA.has(code)))
      throw new ServerError(`Unknown message code: ${code}`);
    this.#server.saw(operation.request.name);
    const message = this.#read(operation.request, request);
    const { needs } = operation;
    if (needs !== undefined && this.#user !== undefined) {
      this.#server.security?.check(this.#user, needs.name, needs.on(message));
      const more = needs.and?.(message);
      if (more !== undefined) this.#server.security?.check(this.#user, ...more);
    }
    const parts = operation.stream?.(message, this.#session);
    if (parts !== undefined) return this.#stream(operation, parts);
    if (operation.answer === undefined) throw ServerError.crash('function_clause');
    const answer = operation.answer(message, this.#session);
    if (answer instanceof Promise) return answer.then((reply) => this.#writer.frame(operation.reply, reply));
    this.#writer.frame(operation.reply, answer);
    return undefined;
  }

  #read<Message>(codec: Codec<Message>, { code, buffer, start, end }: Request): Message {
    const isBare = start === end;
    if (isBare ? !MAY_BE_BARE.has(code) : MUST_BE_BARE.has(code)) throw ServerError.crash('function_clause');
    try {
      return new MessageReader(buffer, start).root(codec, end);
    } catch (error) {
      throw ServerError.crash(error instanceof Error ? error.message : 'badarg');
    }
  }

  async #stream(operation: Operation, parts: Iterable<Written<unknown>>): Promise<void> {
    this.#streaming = true;
    let last: Written<{ done: boolean }> = {};
    try {
      if (this.#queue.length > 0) throw new ServerError('Cannot send another request while one is in progress', true);
      for (const part of parts) {
        await turn();
        if (this.#socket.destroyed) return;
        last = part;
        this.#writer.frame(operation.reply, part);
        if (!this.#flush()) await this.#drained();
      }
      if (last.done !== true) this.#writer.frame(operation.reply as Codec<{ done: boolean }>, { done: true });
    } finally {
      this.#streaming = false;
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }

  async #fail(fault: Fault, operation: Operation | undefined, request: Request): Promise<void> {
    const { delayMs, error, reply, bytes, silent, close, pieces } = fault;
    this.#flush();
    await turn(); // so that nothing of this answer goes out with those before it
    if (delayMs !== undefined) await this.#wait(delayMs);
    if (silent) {
      await this.#wait(0x7fff_ffff);
      return;
    }
    if (close === 'before') {
      this.#socket.destroy();
      return;
    }
    if (error !== undefined) this.#refuse(new ServerError(error), false);
    else if (reply !== undefined) for (const { codec, message } of reply) this.#writer.frame(codec, message as never);
    else if (bytes === undefined) await this.#operate(operation, request);
    const answer = Buffer.concat(bytes === undefined ? this.#writer.take() : [bytes]);
    const sent = close === 'middle' ? answer.subarray(0, Math.max(1, answer.length >> 1)) : answer;
    for (let at = 0; at < sent.length; at += pieces ?? sent.length) {
      this.#socket.write(sent.subarray(at, at + (pieces ?? sent.length)));
      if (pieces !== undefined) await turn();
    }
    if (close !== undefined) this.#socket.destroySoon();
  }

  async #startTls(security: Security): Promise<void> {
    // What came in clear behind the request is perhaps from somebody else.
    if (this.#queue.length > 0 || this.#reader.isMidFrame) {
      this.#socket.destroy();
      return;
    }
    this.#writer.frame(RpbStartTls, {});
    this.#flush();
    const clear = this.#socket.removeAllListeners('data');
    this.#secured = true;
    this.#socket = this.#listen(await security.secure(clear));
  }

  async #login(security: Security, request: Request): Promise<void> {
    let login: RpbAuthReq;
    try {
      login = this.#read(RpbAuthReq, request);
    } catch {
      this.#socket.destroy();
      return;
    }
    const user = login.user?.toString() ?? '';
    if (security.admits(user, login.password?.toString() ?? '', this.#socket)) {
      this.#user = user;
      this.#writer.frame(RpbAuthResp, {});
      return;
    }
    await this.#wait(security.failureMs);
    throw new ServerError('Authentication failed', ++this.#failedLogins >= MAX_FAILED_LOGINS);
  }

  #refuse({ message, closes }: ServerError, flush = true): void {
    this.#writer.frame(RpbErrorResp, { errmsg: message, errcode: 0 });
    if (!flush) return;
    this.#flush();
    if (closes) this.#socket.destroySoon();
  }

  /** False when the client does not read fast enough. */
  #flush(): boolean {
    if (this.#writer.isEmpty || this.#socket.destroyed) return true;
    this.#socket.cork();
    let isKeepingUp = true;
    for (const chunk of this.#writer.take()) isKeepingUp = this.#socket.write(chunk);
    this.#socket.uncork();
    return isKeepingUp;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const ended = (): void => {
        this.#timers.delete(timer);
        resolve();
      };
      const timer = setTimeout(ended, ms);
      this.#timers.set(timer, ended);
    });
  }
}
