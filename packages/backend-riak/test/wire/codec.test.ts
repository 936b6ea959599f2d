import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../../src/wire/malformed.js';
import { type AnyCodec, byCode, codecs, decode, encode, frames } from '../messages.js';
import { Chance, randomMessage } from './random-message.js';
import { hasSoundTypes, referenceRead, referenceWrite, withoutEnums } from './reference-codec.js';

/** A million and more takes minutes: `OUTPOOL_RIAK_FUZZ=10000000`. */
const rounds = Number(process.env.OUTPOOL_RIAK_FUZZ ?? 40_000);
const names = [...codecs.keys()];

/** As the other codec shows it: without what is absent. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (Buffer.isBuffer(value)) return value.toString('latin1');
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined && !(Array.isArray(field) && field.length === 0));
  return Object.fromEntries(fields.map(([name, field]) => [name, present(field)]));
}

describe('the codec', () => {
  it('is what the .proto files say', () => {
    execFileSync(process.execPath, [join(import.meta.dirname, '../../proto/generate.mjs'), '--check'], {
      env: { ...process.env, PATH: `${join(import.meta.dirname, '../../../../node_modules/.bin')}:${process.env.PATH}` },
    });
    expect(byCode.size).toBe(100); // and TsTtbMsg, which no .proto file can say
  });

  it('writes the bytes of @bufbuild/protobuf, and reads them back', () => {
    const chance = new Chance(1);
    for (let round = 0; round < Math.min(rounds / 10, 50_000); round++) {
      const name = names[round % names.length] as string;
      const codec = codecs.get(name) as AnyCodec;
      const message = randomMessage(name, chance);
      const whole = encode(codec, message);
      const written = whole.subarray(5);
      if (!written.equals(referenceWrite(name, message)))
        expect(written.toString('hex'), name).toBe(Buffer.from(referenceWrite(name, message)).toString('hex'));
      expect(present(decode(codec, written)), name).toEqual(present(message));
      expect(whole.readUInt32BE(0)).toBe(written.length + 1);
    }
  }, 600_000);

  it('reads mutated messages as @bufbuild/protobuf does, or refuses them', () => {
    const chance = new Chance(2);
    let refused = 0;
    let taken = 0;
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < rounds; ) {
      const name = names[chance.below(names.length)] as string;
      const codec = codecs.get(name) as AnyCodec;
      const original = encode(codec, randomMessage(name, chance)).subarray(5);
      if (original.length === 0) {
        round++;
        continue;
      }
      for (let variant = 0; variant < 20; variant++, round++) {
        const bytes = mutated(original, chance);
        let own: unknown;
        try {
          own = decode(codec, bytes);
        } catch (error) {
          if (!(error instanceof Malformed)) throw error;
          refused++;
          continue;
        }
        taken++;
        if (variant > 0) continue; // the other codec takes its time
        let other: unknown;
        try {
          other = referenceRead(name, bytes);
        } catch {
          continue; // stricter in some places: a number of more than ten bytes, an end of a group without its beginning
        }
        if (!hasLongNumbers(own) && hasSoundTypes(name, bytes)) {
          const [ours, theirs] = [own, other].map((message) => present(withoutEnums(name, message as Record<string, unknown>)));
          expect(ours, `${name} ${bytes.toString('hex')}`).toEqual(theirs);
        }
      }
    }
    expect(refused).toBeGreaterThan(rounds / 100);
    expect(taken).toBeGreaterThan(rounds / 100);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
  }, 3_600_000);

  it('cuts any bytes into frames, however they arrive, or refuses them', () => {
    const chance = new Chance(3);
    for (let round = 0; round < rounds / 20; round++) {
      const parts = Array.from({ length: 1 + chance.below(5) }, () => {
        const bytes = Buffer.concat([Buffer.alloc(4), chance.bytes(1 + chance.below(300))]);
        bytes.writeUInt32BE(bytes.length - 4, 0);
        return bytes;
      });
      const all = Buffer.concat(parts);
      const expected = frames(all);
      expect(expected).toHaveLength(parts.length);
      expect(frames(all, chance)).toEqual(expected);
    }
  }, 600_000);

  it('reads numbers of any size, and refuses those that have no end', () => {
    const codec = codecs.get('RpbCounterGetResp') as AnyCodec;
    for (const value of [2n ** 63n, -(2n ** 64n), 10n ** 40n, -(10n ** 100n)])
      expect(decode(codec, encode(codec, { value }).subarray(5))).toEqual({ value });
    expect(() => decode(codec, Buffer.concat([Buffer.of(8), Buffer.alloc(5_000, 0xff)]))).toThrow(/more than 1024 bytes/);
  });

  it('skips what it does not know, takes any order, packed lists, and the last of several', () => {
    const codec = codecs.get('RpbAaeFoldMergeBranchNValReq') as AnyCodec;
    const sound = Buffer.from(
      '9a0603616263' + '1001' + '0803' + '12040204ac02' + '0805' + 'a1060000000000000000' + 'a50600000000' + 'a30608011001a406',
      'hex',
    );
    expect(decode(codec, sound)).toEqual({ nVal: 5, idFilter: [1, 2, 4, 300] });
  });

  it('keeps the lowest 32 bits of a number that is too long for its field', () => {
    const codec = codecs.get('RpbSearchQueryResp') as AnyCodec;
    expect(decode(codec, Buffer.from('18cfe7e0c8a89ee7e0c80d', 'hex')).numFound).toBe(2_300_064_719);
    expect(decode(codec, Buffer.from('18ffffffffffffffffff01', 'hex')).numFound).toBe(0xffff_ffff);
  });

  it('refuses messages that nest without end', () => {
    let bytes = Buffer.alloc(0);
    for (let depth = 0; depth < 200; depth++) bytes = Buffer.concat([Buffer.of(0x32), length(bytes.length), bytes]);
    expect(() => decode(codecs.get('MapEntry') as AnyCodec, bytes)).toThrow(/nested more than 100 deep/);
  });

  it.each([
    ['a number below zero', { nVal: -1 }],
    ['a fraction', { nVal: 1.5 }],
    ['a number of more than 32 bits', { nVal: 2 ** 32 }],
  ])('refuses to write %s, and writes the next message as if nothing had been', (_, message) => {
    expect(() => encode(codecs.get('RpbAaeFoldMergeRootNValReq') as AnyCodec, message)).toThrow(RangeError);
  });
});

function mutated(original: Buffer, chance: Chance): Buffer {
  const bytes = Buffer.from(original);
  const kind = chance.below(4);
  if (kind === 0) return bytes.subarray(0, chance.below(bytes.length + 1));
  if (kind === 1)
    return Buffer.concat([
      bytes.subarray(0, chance.below(bytes.length)),
      chance.bytes(1 + chance.below(6)),
      bytes.subarray(chance.below(bytes.length)),
    ]);
  for (let flips = 1 + chance.below(3); flips > 0; flips--) {
    const at = chance.below(bytes.length);
    bytes[at] = kind === 2 ? chance.below(256) : (bytes[at] as number) ^ (1 << chance.below(8));
  }
  return bytes;
}

/** The other codec keeps 64 bits of a number, and of a truth 32. */
function hasLongNumbers(value: unknown): boolean {
  if (typeof value === 'bigint') return value !== BigInt.asIntN(64, value);
  if (typeof value === 'boolean') return true;
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return false;
  return Object.values(value).some(hasLongNumbers);
}

function length(bytes: number): Buffer {
  return bytes < 128 ? Buffer.of(bytes) : Buffer.of((bytes & 0x7f) | 0x80, bytes >> 7);
}
