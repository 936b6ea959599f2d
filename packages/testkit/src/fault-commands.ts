import type { FaultProxyShape } from './fault-link.js';
import type { FaultProxy } from './fault-proxy.js';

/** What a line may say: the words are those of the class. */
export const faultCommands = `set [up|down] name=value ...  latencyMs, jitterMs, bytesPerSecond, sliceBytes, sliceDelayMs, limitBytes, closeDelayMs;
                              without a value (name=) it is taken away
blackHole                     new connections are accepted and never answered
halfOpen                      open connections fall silent
reset                         open connections are reset (RST)
resetOnConnect                new connections are reset
end                           open connections are ended (FIN)
timeout MS                    open and new connections fall silent and are ended after MS
refuse                        new connections are refused
heal                          everything passes again
status                        what it is doing, as JSON
wait MS                       before the next line is read`;

const plain = ['blackHole', 'halfOpen', 'reset', 'resetOnConnect', 'end', 'refuse', 'heal'] as const;

const sizes: readonly string[] = [
  'latencyMs',
  'jitterMs',
  'bytesPerSecond',
  'sliceBytes',
  'sliceDelayMs',
  'limitBytes',
  'closeDelayMs',
] satisfies (keyof FaultProxyShape)[];

/**
 * Does what one line says, in the words of the class: `set down latencyMs=50 sliceBytes=1`, `blackHole`, `timeout 200`.
 * Resolves with what there is to say, which is little. Empty lines and those that begin with # do nothing.
 * @throws Error when the line makes no sense; nothing was done then
 */
export async function runFaultCommand(proxy: FaultProxy, line: string): Promise<string> {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  if (word === '' || word.startsWith('#')) return '';
  if (word === 'help') return faultCommands;
  if (word === 'status') return JSON.stringify(proxy.status);
  if (word === 'set') return set(proxy, rest);
  if (word === 'timeout') proxy.timeout(milliseconds(rest));
  else if (word === 'wait') await pause(milliseconds(rest));
  else {
    const known = plain.find((each) => each === word);
    if (known === undefined) throw new Error(`unknown command "${word}"; the commands are:\n${faultCommands}`);
    if (rest.length > 0) throw new Error(`${word} takes nothing behind it, found "${rest.join(' ')}"`);
    await proxy[known]();
  }
  return '';
}

function set(proxy: FaultProxy, words: readonly string[]): string {
  const [first] = words;
  const direction = first === 'up' || first === 'down' ? first : undefined;
  const shape: Record<string, number | undefined> = {};
  for (const word of direction === undefined ? words : words.slice(1)) {
    const [name = '', value] = word.split('=');
    if (!sizes.includes(name)) throw new Error(`set: unknown name "${name}"; there are ${sizes.join(', ')}`);
    if (value === undefined) throw new Error(`set: expected ${name}=NUMBER, or ${name}= to take it away`);
    shape[name] = value === '' ? undefined : Number(value);
  }
  proxy.set(shape, direction);
  return '';
}

/** It is the proxy that holds the process. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}

function milliseconds(words: readonly string[]): number {
  const ms = Number(words[0]);
  if (words.length !== 1 || !(ms >= 0 && ms < Number.POSITIVE_INFINITY))
    throw new Error(`expected milliseconds, found "${words.join(' ')}"`);
  return ms;
}
