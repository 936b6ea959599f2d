import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { faultCommands, runFaultCommand } from './fault-commands.js';
import { type FaultProxy, startFaultProxy } from './fault-proxy.js';

const usage = `outpool-fault-proxy [options] HOST:PORT

Passes TCP on to HOST:PORT and makes the faults that it is told to, on its standard input, one command a line. Its first line
says where it listens; each command is answered with \`ok\` or \`error: ...\`.

  --listen [HOST:]PORT  default 127.0.0.1:0, a free port
  --do COMMAND          done before anything else; may be given again
  --until-eof           ends with its input; else it goes on until it is told to quit, or by a signal

Commands:
${faultCommands}
quit                          ends`;

/** Where the command reads and writes, and what ends it from outside. */
export interface CommandIo {
  readonly input: Readable;
  readonly output: Writable;
  readonly signal?: AbortSignal;
}

/** The command `outpool-fault-proxy`. Resolves with its exit code when the proxy is closed: 0, or 2 when the arguments make no sense. */
export async function faultProxyCommand(args: readonly string[], { input, output, signal }: CommandIo): Promise<number> {
  const say = (line: string): void => void output.write(`${line}\n`);
  let proxy: FaultProxy | undefined;
  let untilEof: boolean;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        listen: { type: 'string', default: '127.0.0.1:0' },
        do: { type: 'string', multiple: true, default: [] },
        'until-eof': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      say(usage);
      return 0;
    }
    if (positionals.length !== 1) throw new Error(`expected one HOST:PORT, found ${positionals.length}`);
    untilEof = values['until-eof'];
    proxy = await startFaultProxy(address(positionals[0] as string), address(values.listen, '127.0.0.1'));
    for (const line of values.do) await runFaultCommand(proxy, line);
  } catch (error) {
    await proxy?.close();
    say(`error: ${(error as Error).message}\n\n${usage}`);
    return 2;
  }

  say(`listening ${proxy.host}:${proxy.port}`);
  const stopped = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  const lines = createInterface({ input });
  try {
    const obeyed = obey(proxy, lines, say);
    const ended = obeyed.then((quit) => (quit || untilEof ? undefined : stopped));
    await Promise.race([ended, stopped]);
  } finally {
    lines.close();
    await proxy.close();
  }
  return 0;
}

/** Does what the lines say, in order. True when the last one was `quit`. */
async function obey(proxy: FaultProxy, lines: AsyncIterable<string>, say: (line: string) => void): Promise<boolean> {
  for await (const line of lines) {
    if (line.trim() === 'quit') return true;
    try {
      say(`ok ${await runFaultCommand(proxy, line)}`.trimEnd());
    } catch (error) {
      say(`error: ${(error as Error).message}`);
    }
  }
  return false;
}

function address(text: string, usualHost?: string): { host: string; port: number } {
  const [, host = usualHost, port = ''] = /^(?:\[?(.+?)\]?:)?(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || port === '' || Number(port) > 65_535) throw new Error(`expected HOST:PORT, found "${text}"`);
  return { host, port: Number(port) };
}
