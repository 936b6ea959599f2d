// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the patches are source text
/** One way to break the backend of lines: what is replaced in a copy of its source, the case that finds it out, and what that says. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly (readonly [from: string, to: string])[];
  readonly caughtBy: string;
  readonly saying: RegExp;
}

const mutant = (name: string, caughtBy: string, saying: RegExp, ...patches: Mutant['patches']): Mutant => ({
  name,
  patches,
  caughtBy,
  saying,
});

const heedsSignal = `    signal.addEventListener('abort', abort, { once: true });`;
const failedConnect = `      socket.destroy();
      throw error;`;
const connected = '    return connection;';
const tellsLoss = `    socket.once('close', () => attempt.lost(new Error('the server closed the connection')));`;
const closes = `close({ socket }: LineConnection): Promise<void> {
    socket.destroy();`;
const schema = 'readonly options = lineOptions;';
const pings = `await connection.ask('ping', signal);`;
const fate = `return error instanceof Refused ? 'keep' : 'lost';`;
const answers = `    else question?.resolve(line);`;
const ends = `question.reject(this.#ended);`;
const login = 'await connection.ask(`hello ${password}`);';

export const mutants: readonly Mutant[] = [
  // connecting
  mutant(
    'no deadline on connect',
    'gives up a connect to a server that never answers when told to, and leaves no socket',
    /has not ended/,
    [heedsSignal, ''],
  ),
  mutant('the error of a connect is swallowed', 'fails with an error when the port refuses', /expected an Error/, [
    failedConnect,
    '      socket.destroy();',
  ]),
  mutant('connect rejects with a text', 'fails with an error when the port refuses', /expected an Error/, [
    'throw error;',
    'throw String(error);',
  ]),
  mutant(
    'a socket is left by a connect that was given up',
    'gives up a connect at any stage, takes no late answer and leaves no socket',
    /sockets of connects that were given up/,
    ['void socket.destroy(signal.reason as Error);', `void socket.unref().emit('error', signal.reason as Error);`],
    [failedConnect, '      throw error;'],
  ),
  mutant('a socket is left by a connect that failed', 'leaves no socket behind of connects that fail', /left behind: .*TCPSocketWrap/, [
    failedConnect,
    '      throw error;',
  ]),
  mutant('a refused login passes', 'fails with an error when the server refuses the login', /has succeeded/, [
    login,
    'await connection.ask(`hello ${password}`).catch((error) => { if (!(error instanceof Refused)) throw error; });',
  ]),
  mutant(
    'all connects share one connection',
    'makes a connection of its own for each connect',
    /one connection/,
    [connected, '    return (shared ??= connection);'],
    ['const lineOptions', 'let shared: LineConnection | undefined;\nconst lineOptions'],
  ),
  // secrets and options
  mutant('the password stands in the error', 'shows no secret in an error, whatever fails', /shows a secret/, [
    'throw error;',
    'throw new Error(`cannot log in with ${password}`, { cause: error });',
  ]),
  mutant('the error carries the options, password included', 'shows no secret in an error, whatever fails', /shows a secret/, [
    'throw error;',
    'throw Object.assign(error as Error, { options: { ...options, password } });',
  ]),
  mutant('any option is accepted', 'refuses an unknown connection option and names it', /unknown option is accepted/, [
    'z.strictObject',
    'z.looseObject',
  ]),
  mutant('options are read later', 'reads its options with a schema that is synchronous', /must be synchronous/, [
    schema,
    `readonly options = { '~standard': { version: 1 as const, vendor: 'test', validate: async (value: unknown) => ({ value: value as LineSettings }) } };`,
  ]),
  mutant('reading options throws', 'refuses options that are no object, without throwing', /Cannot read properties/, [
    schema,
    `readonly options = { '~standard': { version: 1 as const, vendor: 'test', validate: (value: any) => (value.host, lineOptions['~standard'].validate(value)) } } as typeof lineOptions;`,
  ]),
  mutant('connect writes into the options', 'leaves the options as they were given', /has changed the options/, [
    'const socket = dial',
    `Object.assign(options, { tries: 1 });\n    const socket = dial`,
  ]),
  mutant('the class has no decorator', 'says its type with @backend', /not decorated/, [`@backend({ type: 'line', concurrency: 4 })`, '']),
  // closing
  mutant('a second close throws', 'closes a connection a second time without harm', /closed already/, [
    closes,
    `close({ socket }: LineConnection): Promise<void> {\n    if (socket.destroyed) throw new Error('closed already');\n    socket.destroy();`,
  ]),
  mutant('close never ends', 'closes a connection that dies while it is being closed', /closing has not ended/, [
    closes,
    `${closes}\n    await new Promise(() => {});`,
  ]),
  mutant('close leaves the socket open', 'ends its connection to the server when it is closed', /sees the end of a closed connection/, [
    closes,
    `close({ socket }: LineConnection): Promise<void> {\n    socket.unref();`,
  ]),
  mutant(
    'a timer stays for each connection',
    'leaves no timer of a closed connection, not even one that holds nobody',
    /timers of 3 closed/,
    [connected, `    const timer = setInterval(() => {}, 1000);\n    setTimeout(() => clearInterval(timer), 9000).unref();\n${connected}`],
  ),
  mutant(
    'a timer that holds nobody stays for each connection',
    'leaves no timer of a closed connection, not even one that holds nobody',
    /timers of 3 closed/,
    [connected, `    setInterval(() => {}, 1000).unref();\n${connected}`],
  ),
  mutant(
    'a listener stays on the signal of each call',
    'leaves no listener on the signal of a call or a ping that is over',
    /1 listeners are left on the signal of a call/,
    [`signal?.removeEventListener('abort', abort);`, ''],
  ),
  mutant(
    'a listener stays on the process for each connection',
    'leaves no listener of a closed connection on the process',
    /3 listeners of "exit" are left on the process/,
    [connected, `    process.on('exit', () => socket.destroy());\n${connected}`],
  ),
  // calls
  mutant('the signal of a call is ignored', 'ends a call soon after its signal aborts', /has not ended/, [
    `void this.socket.destroy(new Error('the question was given up'));`,
    '{};',
  ]),
  mutant('the answer of a call that was given up goes to the next', 'gives no call the answer of one that was given up', /of another one/, [
    `void this.socket.destroy(new Error('the question was given up'));`,
    `void this.#questions.pop()?.reject(new Refused('given up'));`,
  ]),
  mutant('the last question gets the first answer', 'gives each call its own answer, whatever else runs on the connection', /mixed up/, [
    'this.#questions.shift()',
    'this.#questions.pop()',
  ]),
  mutant('some answers are handed out late', 'answers the calls of one connection in their order', /another order/, [
    answers,
    `    else if (line.length % 2 === 0) setTimeout(() => question?.resolve(line), 30);\n${answers}`,
  ]),
  mutant('a second call at once is refused', 'serves as many calls at once as it declares', /busy/, [
    '    signal?.throwIfAborted();',
    `    signal?.throwIfAborted();\n    if (this.#questions.length > 0) throw new Error('busy');`,
  ]),
  mutant(
    'each packet is taken for a line',
    'connects and serves one byte at a time',
    /not welcome/,
    [
      `const lines = (this.#rest + text).split('\\n');
      this.#rest = lines.pop() as string;`,
      'const lines = [text.trim()];',
    ],
    [
      'await connection.ask(`hello ${password}`);',
      `if ((await connection.ask(\`hello \${password}\`)) !== 'welcome') throw new Error('not welcome');`,
    ],
  ),
  // pings
  mutant('a ping lies', 'asks the server when it is pinged: without an answer, a ping fails', /has succeeded although/, [
    pings,
    `signal.throwIfAborted();\n    if (connection.socket.destroyed) throw new Error('closed');`,
  ]),
  mutant('a ping always fails', 'answers a ping', /no answer for/, [
    pings,
    `void signal;\n    throw new Error(\`no answer for \${connection}\`);`,
  ]),
  mutant('a ping ignores its signal', 'gives up a ping on a half-open connection when told to, and can close it', /has not ended/, [
    pings,
    `void signal;\n    await connection.ask('ping');`,
  ]),
  // death
  mutant('an idle death is not told', 'calls lost once when an idle connection dies, and can close it', /lost is called when/, [
    tellsLoss,
    '',
  ]),
  mutant('a death is told twice', 'calls lost once when an idle connection dies, and can close it', /lost was called 2 times/, [
    tellsLoss,
    `${tellsLoss}\n${tellsLoss}`,
  ]),
  mutant('a good end is not told', 'calls lost once when the server hangs up on an idle connection', /lost is called when/, [
    `socket.once('close', () => attempt`,
    `socket.once('error', () => attempt`,
  ]),
  mutant('a living connection is told lost', 'never calls lost for a connection that lives', /a connection that lives/, [
    connected,
    `    attempt.lost(new Error('not true'));\n${connected}`,
  ]),
  mutant(
    'neither lost nor fate tells a death',
    'fails a running call when its connection dies, and says that it did',
    /neither lost nor the fate/,
    [tellsLoss, ''],
    [fate, `return error === undefined ? 'lost' : 'keep';`],
  ),
  mutant(
    'callers are forgotten when the connection dies',
    'fails a running call that is reset, and says that the connection died',
    /has not ended/,
    [ends, 'void question;'],
  ),
  mutant(
    'half an answer is taken for a whole one',
    'fails a call whose answer is cut off in the middle, and says that the connection died',
    /has succeeded/,
    [ends, 'question.resolve(this.#rest);'],
  ),
  mutant('a refusal is taken for a death', 'keeps its connection through a call that fails by itself', /the fate after/, [
    fate,
    `return error === undefined ? 'keep' : 'lost';`,
  ]),
  mutant(
    'a refusal is taken for a death, in a pool',
    'in a pool, gives the error of a job to its caller as it is',
    /CONNECTION_LOST|equal/i,
    [fate, `return error === undefined ? 'keep' : 'lost';`],
  ),
  mutant('the fate throws', 'has a fate for whatever a call may throw', /Cannot read properties/, [
    fate,
    `return (error as Error).message.includes('no') ? 'keep' : 'lost';`,
  ]),
];
