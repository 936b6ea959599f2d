import { describe, expect, it } from 'vitest';
import { requestTarget } from '../src/request-target.js';

describe('requestTarget', () => {
  it.each([
    ['/', '', '/'],
    ['/', '/', '/'],
    ['/', 'a', '/a'],
    ['/', '/a', '/a'],
    ['/', '/a/', '/a/'],
    ['/api', '', '/api'],
    ['/api', '/', '/api/'],
    ['/api', 'a', '/api/a'],
    ['/api', '/a', '/api/a'],
    ['/api/', '', '/api/'],
    ['/api/', 'a', '/api/a'],
    ['/api/', '/a', '/api/a'],
    ['/api/v1/', '/a//b', '/api/v1/a//b'],
    ['/api', '?x=1', '/api?x=1'],
    ['/', '?x=1', '/?x=1'],
    ['/api', '/a?next=/../b', '/api/a?next=/../b'],
    ['/api', '/a..b/...', '/api/a..b/...'],
    ['/api', '/100%25', '/api/100%25'],
    ['/api', '/./a', '/api/./a'],
  ])('joins %j and %j to %j', (prefix, path, target) => {
    expect(requestTarget(prefix, path, undefined)).toBe(target);
  });

  it.each([
    ['/..', '".."'],
    ['..', '".."'],
    ['/a/../../secret', '".."'],
    ['/a/..', '".."'],
    ['/%2e%2e/secret', '".."'],
    ['/.%2E/secret', '".."'],
    ['/%2e./secret', '".."'],
    ['/a%2f..%2fb', '".."'],
    ['/a/..%2fsecret', '".."'],
    ['/a/..%5csecret', '".."'],
    ['/%252e%252e/secret', '".."'],
    ['/%25252e%25252e%25252fsecret', '".."'],
    ['/..;/secret', '".."'],
    ['/..;jsessionid=1/secret', '".."'],
    ['http://evil.test/', 'whole URL'],
    ['HTTPS://evil.test', 'whole URL'],
    ['//evil.test/', 'two slashes'],
    ['/\\evil.test', 'backslash'],
    ['\\\\evil.test', 'backslash'],
    ['/a\\..\\b', 'backslash'],
    ['/a b', 'encodeURIComponent'],
    ['/a\r\nhost: evil.test', 'line break'],
    ['/\u00fc', 'encodeURIComponent'],
    ['/a\u0000', 'encodeURIComponent'],
    ['/a#b', 'fragment'],
  ])('refuses %j', (path, reason) => {
    expect(() => requestTarget('/api', path, undefined)).toThrow(TypeError);
    expect(() => requestTarget('/api', path, undefined)).toThrow(reason);
  });

  it('refuses what is not a string', () => {
    expect(() => requestTarget('/', 7 as unknown as string, undefined)).toThrow(new TypeError('the path 7 is not a string'));
  });

  it('appends a query, from names or ready', () => {
    const at = (path: string, query: Parameters<typeof requestTarget>[2]) => requestTarget('/', path, query);
    expect(at('/a', { q: 'a b&c', n: 7, yes: true, no: undefined, none: null, list: ['x', 'y'] })).toBe(
      '/a?q=a+b%26c&n=7&yes=true&list=x&list=y',
    );
    expect(at('/a?x=1', { y: 2 })).toBe('/a?x=1&y=2');
    expect(at('/a', new URLSearchParams('x=1&x=2'))).toBe('/a?x=1&x=2');
    expect(at('/a', {})).toBe('/a');
    expect(at('', { y: 2 })).toBe('/?y=2');
  });
});
