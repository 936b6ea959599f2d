import { describe, expect, it } from 'vitest';
import { type AnyCodec, byCode, decode, encode, frames } from '../messages.js';
import { differences, recordings, type Shown } from './recordings.js';

/** Not messages of the protocol, or not as a client would write them: what they were sent for is what the server says. */
const raw = new Set([
  'unknown_code',
  'unknown_code_with_body',
  'get_unknown_field_ignored',
  'invalid_frame_length',
  'ts_query_not_supported',
]);

function inspect(hex: readonly string[], shown: readonly Shown[]): { problems: string[]; written: string } {
  const found = frames(Buffer.from(hex.join(''), 'hex'));
  const messages = found.map(({ code, payload }) => {
    const codec = byCode.get(code) as AnyCodec;
    return { codec, message: decode(codec, payload) };
  });
  const problems = differences(
    messages.map(({ message }) => message),
    shown.map(([, fields]) => fields),
  );
  const names = messages.map(({ codec }) => codec.name);
  if (names.join() !== shown.map(([name]) => name).join()) problems.push(`they are ${names}`);
  return { problems, written: Buffer.concat(messages.map(({ codec, message }) => encode(codec, message))).toString('hex') };
}

describe('the codec on recordings of Riak KV 3.2.3', () => {
  it('has them all', () => {
    expect(recordings).toHaveLength(139);
  });

  it.each(recordings.filter(({ name }) => !raw.has(name)))(
    'reads the request of $name, and writes the same bytes',
    ({ request_hex, decoded }) => {
      expect(inspect(request_hex, decoded.request)).toEqual({ problems: [], written: request_hex.join('') });
    },
  );

  it.each(recordings)('reads the reply of $name, and writes the same bytes', ({ response_hex, decoded }) => {
    expect(inspect(response_hex, decoded.response)).toEqual({ problems: [], written: response_hex.join('') });
  });
});
