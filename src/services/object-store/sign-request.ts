import { createHash, createHmac } from 'node:crypto';

/** A key to object stores. */
export interface StoreKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** where it was found, for messages; never the secret itself */
  readonly place: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
/** Digest of nothing: requests that read have no body. */
const EMPTY = createHash('sha256').digest('hex');

/**
 * Headers of a GET request with its signature (AWS Signature Version 4, service s3).
 * @param headers that go along; all of them are signed
 * @param now of the request, which is good for 15 minutes
 */
export function signedHeaders(
  url: string,
  headers: Readonly<Record<string, string>>,
  { accessKeyId, secretAccessKey, sessionToken }: StoreKey,
  region: string,
  now: Date,
): Record<string, string> {
  const { host, pathname, searchParams } = new URL(url);
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const own: Record<string, string> = {
    ...headers,
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': time,
    ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const lower = Object.entries({ ...own, host }).map(
    ([name, value]) => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')] as const,
  );
  const signed = lower.sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const query = [...searchParams]
    .map(([name, value]) => [name, value].map(encoded).join('='))
    .sort()
    .join('&');
  const request = [
    'GET',
    decodeURIComponent(pathname).split('/').map(encoded).join('/'),
    query,
    ...signed.map((header) => header.join(':')),
    '',
    names,
    EMPTY,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const digest = createHash('sha256').update(request).digest('hex');
  const key = [day, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const signature = createHmac('sha256', key)
    .update([ALGORITHM, time, scope, digest].join('\n'))
    .digest('hex');
  const credential = `${accessKeyId}/${scope}`;
  return {
    ...own,
    Authorization: `${ALGORITHM} Credential=${credential},SignedHeaders=${names},Signature=${signature}`,
  };
}

/** Percent-encoding of everything but RFC 3986's unreserved characters. */
export function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
