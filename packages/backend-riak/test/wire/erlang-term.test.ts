import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Atom, readTerm, type Term, Tuple, writeTerm } from '../../src/wire/erlang-term.js';
import { Malformed } from '../../src/wire/malformed.js';

const hex = (term: Term): string => writeTerm(term).toString('hex');
const read = (bytes: string): Term => readTerm(Buffer.from(bytes.replaceAll(' ', ''), 'hex'));

describe('terms of Erlang', () => {
  it.each([
    ['a small integer', 7n, '836107'],
    ['an integer', -1n, '8362ffffffff'],
    ['an integer of 32 bits', 12_345_678n, '836200bc614e'],
    ['a big integer', 1_443_806_600_000n, '836e060040 5b94295001'],
    ['a negative big integer', -(2n ** 40n), '836e0601000000000001'],
    ['a float', 34.3, '834640 41266666666666'],
    ['an atom', new Atom('undefined'), '83640009756e646566696e6564'],
    ['true', true, '8364000474727565'],
    ['a binary', 'ab', '836d000000026162'],
    ['nothing', [], '836a'],
    ['a list', [1n, []], '836c0000000261016a6a'],
    ['a tuple', new Tuple(1n, false), '83680261016400 0566616c7365'],
  ] as const)('write %s as Erlang does', (_, term, expected) => {
    expect(hex(term as Term)).toBe(expected.replaceAll(' ', ''));
    expect(hex(read(expected))).toBe(expected.replaceAll(' ', ''));
  });

  it('are read in every form that servers of any age send', () => {
    expect(read(`8363${Buffer.from('3.42999999999999971578e+01').toString('hex').padEnd(62, '0')}`)).toBe(34.3);
    expect(read('836b0003010203')).toEqual([1n, 2n, 3n]);
    expect(read('83730261c3')).toEqual(new Atom('a\u00c3'));
    expect(read('837702c3a4')).toEqual(new Atom('\u00e4'));
    expect(read('83760002c3a4')).toEqual(new Atom('\u00e4'));
    expect(read('8369000000016a')).toEqual(new Tuple([]));
    expect(read(`836f0000010000${'01'.repeat(256)}`)).toBe(BigInt(`0x${'01'.repeat(256)}`));
    expect(read('836e0000')).toBe(0n);
  });

  it.each([
    ['no version', '6107'],
    ['nothing at all', ''],
    ['a term cut off', '836d0000000561'],
    ['a list that promises more than there is', '836cffffffff6a'],
    ['a list without end', '836c0000000161016101'],
    ['something behind it', '83610101'],
    ['a process', '8367'],
    ['a deflated term', '8350000000'],
    ['a nest without end', `83${'6801'.repeat(200)}6a`],
  ])('are refused with %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(Malformed);
  });

  it('come back as they were written', () => {
    const leaf = fc.oneof(
      fc.boolean(),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
      fc.double({ noNaN: true }),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
      fc.stringMatching(/^[a-su-z_]{1,20}$/).map((name) => new Atom(name)),
    );
    const { term } = fc.letrec<{ term: Term }>((tie) => ({
      term: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('term'), { maxLength: 4 }),
        fc.array(tie('term'), { maxLength: 4 }).map((items) => new Tuple(...items)),
      ),
    }));
    fc.assert(
      fc.property(term, (one) => {
        expect(readTerm(writeTerm(one))).toEqual(one);
      }),
    );
  });

  it('are nothing else than terms or refused, however broken', () => {
    const sound = writeTerm(
      new Tuple(new Atom('tsqueryresp'), new Tuple([Buffer.from('c')], [new Atom('sint64')], [new Tuple(5n, 2n ** 60n, 1.5, [])])),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const broken = Buffer.from(sound);
        for (const [at, byte] of changes) broken[at] = byte;
        try {
          readTerm(broken);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: Math.max(5_000, Number(process.env.OUTPOOL_RIAK_FUZZ ?? 0) / 100) },
    );
  });
});
