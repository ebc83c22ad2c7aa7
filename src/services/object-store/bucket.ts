import { OptionError } from '../../core/errors.ts';
import { child, childrenNamed, parseXml } from '../../io/raster/xml.ts';
import { abortSignal, type Service, type ServiceContext } from '../service.ts';
import { encoded, signedHeaders } from './sign-request.ts';
import type { StoreAccess } from './store-key.ts';

/** Part of an address `s3://bucket/key`. */
export interface ObjectPlace {
  readonly bucket: string;
  /** of one object; ends in `/`, or is empty, for all that begin with it */
  readonly key: string;
}

/** @throws {OptionError} for what is no such address */
export function parseObjectPlace(address: string): ObjectPlace {
  const match = /^s3:\/\/([^/]*)(?:\/(.*))?$/s.exec(address);
  if (match !== null && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(match[1]))
    return { bucket: match[1], key: match[2] ?? '' };
  throw new OptionError(
    `${address} is no address of an object: ${match?.[1] ? `'${match[1]}' cannot be a bucket` : 'there is no bucket'}.`,
    'Expected s3://bucket/key, or s3://bucket/prefix/ for all that begins so.',
  );
}

/** A bucket of an object store: its addresses, and how requests to it are signed. */
export class Bucket {
  readonly service: Service;
  private readonly base: string;
  private readonly region: string;
  private readonly access: StoreAccess;

  /** @param region of the bucket, where another one than the user's own is known */
  constructor(bucket: string, access: StoreAccess, region = access.region ?? 'us-east-1') {
    const { endpoint, key } = access;
    this.access = access;
    this.region = region;
    // Names with dots have no certificate of their own.
    const host = `s3.${region}.amazonaws.com`;
    this.base =
      endpoint === undefined
        ? bucket.includes('.')
          ? `https://${host}/${bucket}`
          : `https://${bucket}.${host}`
        : `${endpoint.replace(/\/+$/, '')}/${bucket}`;
    this.service = {
      name: `Bucket ${bucket}`,
      address: this.base,
      refusedRemedy:
        key === undefined
          ? 'It may want a key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of ~/.aws/credentials with --profile.'
          : `The key of ${key.place} was used: check that it may read this bucket, or leave it out with --no-sign-request.`,
    };
  }

  urlOf(key: string): string {
    return `${this.base}/${key.split('/').map(encoded).join('/')}`;
  }

  /** Address of a page of the list of keys that begin with a prefix. */
  listUrl(prefix: string, token: string | undefined): string {
    const query = {
      'list-type': '2',
      prefix,
      ...(token === undefined ? {} : { 'continuation-token': token }),
    };
    const text = Object.entries(query).map((pair) => pair.map(encoded).join('='));
    return `${this.base}/?${text.join('&')}`;
  }

  /** Headers of a request with its signature; as they are without a key. */
  sign(url: string, headers: Readonly<Record<string, string>>): Record<string, string> {
    const { key } = this.access;
    return key === undefined ? { ...headers } : signedHeaders(url, headers, key, this.region, new Date());
  }
}

const TIMEOUT_MS = 10_000;

/** Region of a bucket, where it is not that of the user: stores tell it with any answer. @returns undefined when they do not */
export async function regionOf(
  bucket: string,
  access: StoreAccess,
  context: ServiceContext,
): Promise<string | undefined> {
  if (access.endpoint !== undefined) return undefined;
  const ask = context.fetch ?? ((address, init) => fetch(address, init));
  try {
    const url = `https://s3.amazonaws.com/${bucket}`;
    const own = abortSignal(context);
    const limit = AbortSignal.timeout(TIMEOUT_MS);
    const signal = own === undefined ? limit : AbortSignal.any([own, limit]);
    const response = await ask(url, { method: 'HEAD', headers: {}, signal });
    await response.body?.cancel();
    return response.headers.get('x-amz-bucket-region') ?? undefined;
  } catch {
    return undefined; // told better by the request itself
  }
}

export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
}

/** A page of a list of keys (ListObjectsV2). Text in, values out. */
export function parseListing(
  text: string,
  label: string,
): { readonly objects: readonly StoredObject[]; readonly next: string | undefined } {
  const root = parseXml(text, label);
  const objects = childrenNamed(root, 'Contents').map((entry) => ({
    key: child(entry, 'Key')?.text ?? '',
    bytes: Number(child(entry, 'Size')?.text),
  }));
  const isCut = child(root, 'IsTruncated')?.text === 'true';
  return { objects, next: isCut ? child(root, 'NextContinuationToken')?.text : undefined };
}
