import { describe, expect, it } from 'vitest';
import { dn, escapeDnValue, escapeFilterValue, filter } from '../src/index.js';
import { encodeFilter } from '../src/names/encode-filter.js';

describe('dn', () => {
  it('escapes what is put into it', () => {
    expect(`${dn`cn=${'Lovelace, Ada'},${dn`ou=people`}`}`).toBe('cn=Lovelace\\, Ada,ou=people');
    expect(`${dn`uid=${7}`}`).toBe('uid=7');
  });

  it.each([
    ['a,b+c"d\\e<f>g;h=i', 'a\\,b\\+c\\"d\\\\e\\<f\\>g\\;h\\=i'],
    [' a ', '\\ a\\ '],
    [' ', '\\ '],
    ['  ', '\\ \\ '],
    ['#a#', '\\#a#'],
    ['a\0b', 'a\\00b'],
    ['', ''],
    ['日本 é', '日本 é'],
  ])('escapes %j', (value, escaped) => {
    expect(escapeDnValue(value)).toBe(escaped);
  });
});

describe('filter', () => {
  it('escapes what is put into it, and takes what was built before as it is', () => {
    expect(`${filter`(uid=${'*)(uid=*'})`}`).toBe('(uid=\\2a\\29\\28uid=\\2a)');
    expect(`${filter`(&${filter`(a=${'b'})`}(c=${1})(d=${true})(e=${2n}))`}`).toBe('(&(a=b)(c=1)(d=TRUE)(e=2))');
    expect(`${filter`(|${['a', '*'].map((name) => filter`(uid=${name})`)})`}`).toBe('(|(uid=a)(uid=\\2a))');
    expect(`${filter`(guid=${Buffer.from([0, 255, 42])})`}`).toBe('(guid=\\00\\ff\\2a)');
    expect(escapeFilterValue('\\()*\0é')).toBe('\\5c\\28\\29\\2a\\00é');
  });

  it.each([
    // The examples of RFC 4515, section 4, as RFC 4511 writes them.
    ['(cn=Babs Jensen)', 'a3 11 04 02 <cn> 04 0b <Babs Jensen>'],
    ['(!(cn=Tim Howes))', 'a2 11 a3 0f 04 02 <cn> 04 09 <Tim Howes>'],
    [
      '(&(a=b)(|(sn=c)(cn=Babs J*)))',
      'a0 23 a3 06 04 01 <a> 04 01 <b> a1 19 a3 07 04 02 <sn> 04 01 <c> a4 0e 04 02 <cn> 30 08 80 06 <Babs J>',
    ],
    ['(o=univ*of*mich*)', 'a4 15 04 01 <o> 30 10 80 04 <univ> 81 02 <of> 81 04 <mich>'],
    ['(seeAlso=)', 'a3 0b 04 07 <seeAlso> 04 00'],
    ['(cn:caseExactMatch:=Fred Flintstone)', 'a9 25 81 0e <caseExactMatch> 82 02 <cn> 83 0f <Fred Flintstone>'],
    ['(cn:=Betty Rubble)', 'a9 12 82 02 <cn> 83 0c <Betty Rubble>'],
    ['(sn:dn:2.4.6.8.10:=Barney Rubble)', 'a9 22 81 0a <2.4.6.8.10> 82 02 <sn> 83 0d <Barney Rubble> 84 01 ff'],
    ['(o:dn:=Ace Industry)', 'a9 14 82 01 <o> 83 0c <Ace Industry> 84 01 ff'],
    ['(:1.2.3:=Wilma Flintstone)', 'a9 19 81 05 <1.2.3> 83 10 <Wilma Flintstone>'],
    ['(:DN:2.4.6.8.10:=Dino)', 'a9 15 81 0a <2.4.6.8.10> 83 04 <Dino> 84 01 ff'],
    ['(o=Parens \\28R Us\\29)', 'a3 12 04 01 <o> 04 0d <Parens (R Us)>'],
    ['(cn=*\\2A*)', 'a4 09 04 02 <cn> 30 03 81 01 2a'],
    ['(bin=\\00\\00\\00\\04)', 'a3 0b 04 03 <bin> 04 04 00 00 00 04'],
    ['(sn=Lu\\c4\\8di\\c4\\87)', 'a3 0d 04 02 <sn> 04 07 <Lu> c4 8d <i> c4 87'],
    ['(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)', 'a3 1a 04 12 <1.3.6.1.4.1.1466.0> 04 04 04 02 48 69'],
    ['(objectClass=*)', '87 0b <objectClass>'],
    ['(a>=1)', 'a5 06 04 01 <a> 04 01 <1>'],
    ['(a<=1)', 'a6 06 04 01 <a> 04 01 <1>'],
    ['(a~=1)', 'a8 06 04 01 <a> 04 01 <1>'],
    ['(a;lang-en=é)', 'a3 0f 04 09 <a;lang-en> 04 02 c3 a9'],
    ['(&)', 'a0 00'],
    ['cn=x', 'a3 07 04 02 <cn> 04 01 <x>'],
  ])('%s is written as it should be', (text, bytes) => {
    const wanted = bytes.replace(/<(.*?)>/g, (_, letters: string) => Buffer.from(letters).toString('hex')).replaceAll(' ', '');
    expect(encodeFilter(text).toString('hex')).toBe(wanted);
  });

  it('writes long values', () => {
    for (const length of [127, 128, 255, 256, 65_535, 65_536]) {
      const encoded = encodeFilter(`(a=${'x'.repeat(length)})`);
      expect(encoded.subarray(-length).toString()).toBe('x'.repeat(length));
    }
  });
});
