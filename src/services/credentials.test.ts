import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLogin, parseNetrc } from './credentials.ts';

const home = mkdtempSync(join(tmpdir(), 'mintsar-login-'));
writeFileSync(
  join(home, '.netrc'),
  'machine urs.test login anna\n  password pa#ss\nmachine other login x password y\n',
);
const service = {
  name: 'Test',
  address: 'https://test',
  login: { tokenVariable: 'TEST_TOKEN', machine: 'urs.test', page: 'https://test/page' },
};

test('entries of .netrc may be spread over lines; comments, defaults and halves are left out', () => {
  const text =
    '# machine a login b password c\nmachine one\n login l\n password p\nmachine two login l\ndefault login d password e\nmachine one login z password z';
  expect([...parseNetrc(text)]).toEqual([['one', { login: 'l', password: 'p' }]]);
});

test('a token of the environment wins over .netrc, and each says where it was found', () => {
  expect(findLogin(service, { env: { TEST_TOKEN: ' abc ' }, home })).toEqual({
    authorization: 'Bearer abc',
    place: 'the variable TEST_TOKEN',
  });
  const found = findLogin(service, { env: {}, home });
  expect(found?.authorization).toBe(`Basic ${btoa('anna:pa#ss')}`);
  expect(found?.place).toContain('.netrc');
  expect(found?.place).not.toContain('pa#ss');
});

test('the variable NETRC names another file', () => {
  const NETRC = join(home, 'netrc-of-lab');
  writeFileSync(NETRC, 'machine urs.test login lab password word');
  expect(findLogin(service, { env: { NETRC }, home })?.authorization).toBe(`Basic ${btoa('lab:word')}`);
});

test('a service without login needs none', () => {
  expect(findLogin({ name: 'Open', address: 'https://open' }, { env: {}, home })).toBeUndefined();
});
