import { expect, test } from 'vitest';
import { CookieJar } from './cookie-jar.ts';

const at = (address: string) => new URL(address);

test('cookies go back to whom they are from', () => {
  const jar = new CookieJar(['asf.alaska.edu']);
  jar.take(at('https://data.asf.alaska.edu/a'), [
    'host=1',
    'below=2; Path=/data; Secure',
    'whole=3; Domain=.asf.alaska.edu; HttpOnly',
    'gone=4; Max-Age=0',
    'old=5; Expires=Thu, 01 Jan 2015 00:00:00 GMT',
    'stranger=6; Domain=example.org',
    'country=7; Domain=edu',
    'broken',
  ]);
  expect(jar.header(at('https://data.asf.alaska.edu/data/x.nc'))).toBe('host=1; below=2; whole=3');
  expect(jar.header(at('http://data.asf.alaska.edu/data'))).toBe('host=1; whole=3');
  expect(jar.header(at('https://data.asf.alaska.edu/database'))).toBe('host=1; whole=3');
  expect(jar.header(at('https://auth.asf.alaska.edu/'))).toBe('whole=3');
  for (const address of ['https://example.org/', 'https://evil-asf.alaska.edu/', 'https://alaska.edu/'])
    expect(jar.header(at(address))).toBeUndefined();
  jar.take(at('https://data.asf.alaska.edu/'), ['host=9']);
  expect(jar.header(at('https://data.asf.alaska.edu/'))).toBe('host=9; whole=3');
});

test('a host outside the trusted domains sets cookies for itself alone', () => {
  const jar = new CookieJar(['asf.alaska.edu']);
  jar.take(at('https://a.example.org/'), ['all=1; Domain=example.org', 'own=2']);
  expect(jar.header(at('https://a.example.org/'))).toBe('own=2');
  expect(jar.header(at('https://b.example.org/'))).toBeUndefined();
});
