import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  answering,
  broken,
  file,
  inTurn,
  status,
} from '../../../test/support/answers.ts';
import type { Context } from '../../core/context.ts';
import { quietContext } from '../../core/context.ts';
import { type FetchRequest, fetchData } from '../../operations/fetch/fetch-data.ts';
import type { ServiceContext } from '../service.ts';
import { parseObjectPlace, regionOf } from './bucket.ts';
import { signedHeaders } from './sign-request.ts';
import { findStoreAccess, parseProfiles } from './store-key.ts';

let folder: string;
let server: AnsweringServer;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-store-'));
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const context = (env: Record<string, string> = {}): Context & ServiceContext => ({
  ...quietContext(),
  retry: { attempts: 3, wait: async () => {} },
  places: { env, home: folder },
});

const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;
const object = (text: string): Answer => file(text, md5(text));
const fetching = (request: Partial<FetchRequest> & { source: string }, env?: Record<string, string>) =>
  fetchData({ endpoint: server.url, output: at('out/'), ...request }, context(env));

/* Examples of AWS's own documentation of Signature Version 4 for S3. */
const KEY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  place: 'the examples',
};
const NOON = new Date('2013-05-24T00:00:00Z');

test.each([
  [
    'an object',
    'https://examplebucket.s3.amazonaws.com/test.txt',
    { Range: 'bytes=0-9' },
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  ],
  [
    'a setting',
    'https://examplebucket.s3.amazonaws.com/?lifecycle',
    {},
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  ],
  [
    'a list',
    'https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J',
    {},
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  ],
] as const)('the signature of %s is that of the documentation', (_, url, headers, signature) => {
  const { Authorization } = signedHeaders(url, headers, KEY, 'us-east-1', NOON);
  expect(Authorization).toContain(`Signature=${signature}`);
  expect(Authorization).toContain('Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
});

test('keys are found in the environment, then in the profile that is asked for', () => {
  const credentials =
    '[default]\naws_access_key_id = A\naws_secret_access_key=B\n# no\n[insar]\naws_access_key_id=C\naws_secret_access_key = D=\n';
  expect(parseProfiles(credentials).get('insar')).toEqual({
    aws_access_key_id: 'C',
    aws_secret_access_key: 'D=',
  });
  const [one, other] = [at('credentials'), at('config')];
  writeFileSync(one, credentials);
  writeFileSync(other, '[profile insar]\nregion = eu-west-1\n');
  const env = { AWS_SHARED_CREDENTIALS_FILE: one, AWS_CONFIG_FILE: other };
  const places = (more = {}) => ({ env: { ...env, ...more }, home: folder });
  expect(findStoreAccess(undefined, places()).key).toMatchObject({ accessKeyId: 'A' });
  expect(findStoreAccess('insar', places())).toMatchObject({
    key: { secretAccessKey: 'D=' },
    region: 'eu-west-1',
  });
  expect(findStoreAccess(undefined, places({ AWS_PROFILE: 'insar' })).region).toBe('eu-west-1');
  const typed = { AWS_ACCESS_KEY_ID: 'X', AWS_SECRET_ACCESS_KEY: 'Y', AWS_SESSION_TOKEN: 'Z' };
  expect(findStoreAccess(undefined, places(typed)).key).toMatchObject({
    accessKeyId: 'X',
    sessionToken: 'Z',
  });
  expect(() => findStoreAccess('none', places())).toThrow(/no profile none/);
  expect(findStoreAccess(undefined, { env: {}, home: folder }).key).toBeUndefined();
});

test('addresses of objects, and the region that a store tells', async () => {
  expect(parseObjectPlace('s3://my-bucket/a/b c.zip')).toEqual({ bucket: 'my-bucket', key: 'a/b c.zip' });
  expect(parseObjectPlace('s3://my-bucket').key).toBe('');
  for (const bad of ['s3:/x', 's3:///key', 's3://A_b/key', 's3://a..\n/k'])
    expect(() => parseObjectPlace(bad)).toThrow(/no address of an object/);
  const asked = {
    ...context(),
    fetch: async () =>
      new Response(null, { status: 301, headers: { 'x-amz-bucket-region': 'eu-central-1' } }),
  };
  expect(await regionOf('b', {}, asked)).toBe('eu-central-1');
});

test('an object of a public bucket is fetched without a key, asked for once, and gone on with', async () => {
  const text = 'phase'.repeat(1000);
  server = await answering({
    '/stacks/a/b%20c.txt': inTurn(status(503), broken(text, 2000, md5(text)), object(text)),
  });
  const seen: (string | undefined)[] = [];
  const asked: Context & ServiceContext = {
    ...context(),
    fetch: (url, init) => {
      seen.push(init.headers['Authorization'], init.headers['Range']);
      return fetch(url, init);
    },
  };
  const request = { source: 's3://stacks/a/b c.txt', endpoint: server.url, output: at('out/') };
  expect((await fetchData(request, asked)).files[0]).toEqual({ path: at('out/b c.txt'), from: 'fetched' });
  expect(readFileSync(at('out/b c.txt'), 'utf8')).toBe(text);
  expect(seen).toEqual([undefined, undefined, undefined, undefined, undefined, 'bytes=2000-']);
  expect((await fetchData(request, asked)).files[0].from).toBe('confirmed');
});

test('with a key all requests are signed, also for parts; a key that does not do is named', async () => {
  const text = 'secret phase';
  const guarded =
    (answer: Answer): Answer =>
    (request, response, count) => {
      const { authorization = '', 'x-amz-date': date, 'x-amz-content-sha256': digest } = request.headers;
      const isSigned =
        /^AWS4-HMAC-SHA256 Credential=X\/\d{8}\/eu-west-3\/s3\/aws4_request,SignedHeaders=\S+,Signature=[0-9a-f]{64}$/.test(
          authorization,
        );
      const covers = (name: string) => authorization.includes(name);
      if (!isSigned || !date || !digest || !covers('host;') || (request.headers.range && !covers(';range;')))
        response.writeHead(403).end();
      else answer(request, response, count);
    };
  const env = { AWS_ACCESS_KEY_ID: 'X', AWS_SECRET_ACCESS_KEY: 'Y', AWS_REGION: 'eu-west-3' };
  server = await answering({ '/bbb/k.txt': guarded(inTurn(broken(text, 4, md5(text)), object(text))) });
  await expect(fetching({ source: 's3://bbb/k.txt' })).rejects.toMatchObject({
    name: 'LicenceError',
    remedy: expect.stringMatching(/AWS_ACCESS_KEY_ID/),
  });
  await fetching({ source: 's3://bbb/k.txt' }, env);
  expect(readFileSync(at('out/k.txt'), 'utf8')).toBe(text);
});

const page =
  (keys: readonly string[], next?: string): Answer =>
  (_, response) => {
    const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>3</Size></Contents>`).join('');
    const more = next === undefined ? '' : `<NextContinuationToken>${next}</NextContinuationToken>`;
    response.end(
      `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${next !== undefined}</IsTruncated>${contents}${more}</ListBucketResult>`,
    );
  };

test('all objects below a prefix are fetched, over pages of the list, each failing alone', async () => {
  server = await answering({
    '/b123/': inTurn(
      page(['p/a.txt', 'p/d/', 'p/x&amp;y/b.txt'], 'to ken/+'),
      page(['p/gone.txt', 'p/c.txt']),
    ),
    '/b123/p/a.txt': object('aaa'),
    '/b123/p/x%26y/b.txt': object('bbb'),
    '/b123/p/c.txt': object('ccc'),
  });
  await expect(fetching({ source: 's3://b123/p/', output: at('all') })).rejects.toThrow(
    /1 of 4 objects not fetched: p\/gone\.txt/,
  );
  expect(server.requests.slice(0, 2)).toEqual([
    'GET /b123/?list-type=2&prefix=p%2F',
    'GET /b123/?list-type=2&prefix=p%2F&continuation-token=to%20ken%2F%2B',
  ]);
  expect(readFileSync(at('all/x&y/b.txt'), 'utf8')).toBe('bbb');
  expect(existsSync(at('all/c.txt'))).toBe(true);
});

test('keys that lead elsewhere, empty lists and other answers are refused', async () => {
  server = await answering({
    '/bad/': page(['p/../../evil.txt']),
    '/empty/': page([]),
    '/html/': (_, response) => response.end('<html></html>'),
  });
  await expect(fetching({ source: 's3://bad/p/', output: at('all') })).rejects.toThrow(
    /is no name of a file/,
  );
  await expect(fetching({ source: 's3://empty/p/', output: at('all') })).rejects.toThrow(
    /no object below p\//,
  );
  await expect(fetching({ source: 's3://html/p/', output: at('all') })).rejects.toThrow(/no list of keys/);
  expect(existsSync(at('evil.txt'))).toBe(false);
});

test('a store that cannot be reached: nothing is asked for that could not be put anywhere', async () => {
  server = await answering({});
  const { url } = server;
  await server.close();
  const error = await fetching({ source: 's3://bucket/', endpoint: url }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ message: expect.stringContaining('could not be reached') });
  expect(error).toMatchObject({ remedy: expect.not.stringContaining(tmpdir()) });
});

test('checksums are compared: of the store, and one that is asked for', async () => {
  const sha256 = createHash('sha256').update('good').digest();
  server = await answering({
    '/sum/bad.txt': file('bad', md5('good')),
    '/sum/many.txt': file('parts', '"0123456789abcdef0123456789abcdef-3"'),
    '/sum/sha.txt': (_, response) =>
      response.writeHead(200, { 'x-amz-checksum-sha256': sha256.toString('base64') }).end('other'),
    '/sum/good.txt': object('good'),
  });
  await expect(fetching({ source: 's3://sum/bad.txt' })).rejects.toThrow(/its MD5 is .* \(ETag\)/);
  await expect(fetching({ source: 's3://sum/sha.txt' })).rejects.toThrow(
    /its SHA256 is .* \(x-amz-checksum-sha256\)/,
  );
  await fetching({ source: 's3://sum/many.txt' });
  await fetching({ source: 's3://sum/good.txt', sha256: sha256.toString('hex') });
  await expect(fetching({ source: 's3://sum/good.txt', sha256: '0'.repeat(64) })).rejects.toThrow(
    /\(--sha256\)/,
  );
  await expect(fetching({ source: 's3://sum/good.txt', sha256: 'x' })).rejects.toThrow(/no SHA-256/);
  expect(
    readdirSync(at('out'))
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(['good.txt', 'many.txt']);
});

test('an archive of a web server is fetched and unpacked; a file that somebody put there stays', async () => {
  const bytes = Buffer.from(zipSync({ 'Fernandina/inputs.txt': strToU8('data') })).toString('latin1');
  const binary: Answer = (_, response) => response.end(Buffer.from(bytes, 'latin1'));
  server = await answering({ '/records/Fernandina.zip': binary, '/records/': binary });
  const source = `${server.url}/records/Fernandina.zip?download=1`;
  const { unpacked } = await fetching({ source, unpack: true });
  expect(unpacked).toEqual([at('out/Fernandina/inputs.txt')]);
  expect(readFileSync(unpacked[0], 'utf8')).toBe('data');
  writeFileSync(at('mine.zip'), 'mine');
  await expect(fetching({ source, output: at('mine.zip') })).rejects.toThrow(
    /is there already, and does not come from/,
  );
  await expect(fetching({ source: 'ftp://x/y' })).rejects.toThrow(/are not fetched/);
  await expect(fetching({ source: 'https://me:word@example.org/a' })).rejects.toThrow(
    /does not belong into an address/,
  );
  await expect(fetching({ source: server.url })).rejects.toThrow(/names no file/);
  await expect(fetching({ source, output: at('small/'), maxBytes: 10 })).rejects.toThrow(
    /more than the 10 bytes/,
  );
});
