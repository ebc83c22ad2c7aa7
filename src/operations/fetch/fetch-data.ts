import { existsSync, statfsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stopIfAborted } from '../../compute/stop.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { unpackArchive } from '../../io/archives/unpack.ts';
import { publicAddress } from '../../io/bytes/address.ts';
import { makeFolder } from '../../io/write-error.ts';
import { loginIfKnown } from '../../services/credentials.ts';
import { failureSummary, fetchAll } from '../../services/fetch-all.ts';
import { type FetchedFile, type FileRequest, fetchFile } from '../../services/fetch-file.ts';
import { Bucket, parseObjectPlace, regionOf } from '../../services/object-store/bucket.ts';
import { assertChecksum, toldChecksum } from '../../services/object-store/checksum.ts';
import { listObjects } from '../../services/object-store/list-objects.ts';
import { findStoreAccess } from '../../services/object-store/store-key.ts';
import { readOriginNote } from '../../services/origin-note.ts';
import type { Service, ServiceContext } from '../../services/service.ts';
import { assertRequest } from '../request.ts';

export interface FetchRequest {
  /** `https://...`, `s3://bucket/key`, or `s3://bucket/prefix/` for all objects below it */
  readonly source: string;
  /** the file, or the folder of several; a name ending in `/` is a folder; that of the source, in this folder, when left out */
  readonly output?: string;
  /** of one file, in hex */
  readonly sha256?: string;
  /** unpack an archive (zip, tar, tar.gz) beside it, or into this folder */
  readonly unpack?: boolean | string;
  /** bytes that a file may have */
  readonly maxBytes?: number;
  /** of `~/.aws/credentials` */
  readonly profile?: string;
  readonly region?: string;
  /** address of an object store of another provider */
  readonly endpoint?: string;
  /** ask without a key, although there may be one */
  readonly isAnonymous?: boolean;
}

export interface FetchResult {
  readonly files: readonly FetchedFile[];
  /** files that came out of an archive */
  readonly unpacked: readonly string[];
}

const MOST_BYTES = 2 ** 40;

/**
 * Fetch a file, or all objects below a prefix, and unpack it. Files appear whole or not at all; what a broken connection or a kill
 * left is gone on with, and a file that is there is asked for again only if the server has another one.
 *
 * @throws {OptionError} for what is no address @throws {FileError} when a file is there that came from elsewhere, or for an archive
 * that is not to be trusted, and errors of `fetchFile`
 */
export async function fetchData(
  request: FetchRequest,
  context: Context & ServiceContext,
): Promise<FetchResult> {
  assertRequest('fetchData', request, context, ['source']);
  const files = /^s3:/i.test(request.source)
    ? await fetchObjects(request, context)
    : [await fetchAddress(request, context)];
  const unpacked: string[] = [];
  if (request.unpack !== undefined && request.unpack !== false)
    for (const { path } of files) {
      const folder = typeof request.unpack === 'string' ? resolve(request.unpack) : dirname(path);
      const label = `unpacking ${basename(path)}`;
      const names = await unpackArchive(path, {
        folder,
        progress(done, total) {
          stopIfAborted(context);
          context.progress(label, done, total);
        },
      });
      context.log.info(`Unpacked ${names.length} file(s) of ${path} into ${folder}.`);
      unpacked.push(...names.map((name) => join(folder, name)));
    }
  return { files, unpacked };
}

async function fetchAddress(request: FetchRequest, context: Context & ServiceContext): Promise<FetchedFile> {
  let url: URL;
  try {
    url = new URL(request.source);
  } catch {
    throw new OptionError(
      `${request.source} is no address.`,
      'Expected https://..., s3://bucket/key or s3://bucket/prefix/.',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new OptionError(
      `${request.source}: addresses of ${url.protocol} are not fetched.`,
      'Expected https://..., s3://bucket/key or s3://bucket/prefix/.',
    );
  if (url.username !== '' || url.password !== '')
    throw new OptionError(
      `${publicAddress(request.source)}: a login does not belong into an address.`,
      `Put the line "machine ${url.hostname} login NAME password WORD" into ~/.netrc.`,
    );
  url.hash = '';
  const service: Service = {
    name: url.host,
    address: url.origin,
    login: loginIfKnown(url.hostname, context.places),
    refusedRemedy: `Put the line "machine ${url.hostname} login NAME password WORD" into ~/.netrc, or fetch it with a browser.`,
  };
  const path = outputOf(request, decodedName(url.pathname));
  return fetchOne({ service, url: url.href, path }, request, context);
}

function decodedName(pathname: string): string {
  const last =
    pathname
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '';
  try {
    return basename(decodeURIComponent(last));
  } catch {
    return last;
  }
}

/** Where one file goes. @throws {OptionError} when neither the address nor the user names it */
function outputOf({ output, source }: FetchRequest, name: string): string {
  const isFolder = output?.endsWith('/') || (output !== undefined && isFolderThere(output));
  if (output !== undefined && !isFolder) return resolve(output);
  if (name === '' || name === '.' || name === '..' || /[\\\0]/.test(name))
    throw new OptionError(`${publicAddress(source)} names no file.`, 'Name it with -o.');
  return resolve(output ?? '.', name);
}

function isFolderThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

async function fetchObjects(
  request: FetchRequest,
  context: Context & ServiceContext,
): Promise<FetchedFile[]> {
  const { bucket: name, key } = parseObjectPlace(request.source);
  const found = findStoreAccess(request.profile, context.places);
  const access = {
    region: request.region ?? found.region,
    endpoint: request.endpoint ?? found.endpoint,
    ...(request.isAnonymous ? {} : { key: found.key }),
  };
  const region = request.region ?? (await regionOf(name, access, context)) ?? access.region;
  const bucket = new Bucket(name, access, region);
  context.log.debug(
    `bucket ${name}, ${access.key === undefined ? 'without a key' : `key of ${access.key.place}`}`,
  );
  const target = (object: string, path: string) => ({
    service: bucket.service,
    url: bucket.urlOf(object),
    path,
    sign: (url: string, headers: Readonly<Record<string, string>>) => bucket.sign(url, headers),
    isStore: true,
  });
  if (key !== '' && !key.endsWith('/'))
    return [await fetchOne(target(key, outputOf(request, basename(key))), request, context)];
  if (request.sha256 !== undefined)
    throw new OptionError(
      '--sha256 is the checksum of one file.',
      `${request.source} stands for several: leave it out.`,
    );
  const objects = await listObjects(bucket, key, context);
  const folder = resolve(request.output ?? '.');
  const total = objects.reduce((sum, { bytes }) => sum + (bytes || 0), 0);
  context.log.info(
    `${objects.length} object(s) below ${request.source}, ${Math.ceil(total / 1e6)} MB, into ${folder}`,
  );
  const outcomes = await fetchAll(
    `fetching ${request.source}`,
    objects.map((object) => object.key),
    (object) =>
      fetchOne(target(object, join(folder, nameBelow(object, key))), { ...request, quiet: true }, context),
    context,
  );
  const failed = outcomes.filter((outcome) => 'error' in outcome);
  if (failed.length > 0) {
    const [summary, ...more] = failureSummary('objects', outcomes);
    for (const line of more) context.log.warn(line);
    throw new FileError(summary, 'Run the same command again: what was fetched is kept.', {
      cause: failed[0].error,
    });
  }
  return outcomes.map((outcome) => ('value' in outcome ? outcome.value : undefined)!);
}

/** Name of an object in the folder of its prefix. @throws {FileError} for a key that would lead elsewhere */
function nameBelow(key: string, prefix: string): string {
  const name = key.slice(prefix.length);
  const parts = name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\\\0]/.test(name))
    throw new FileError(
      `The key ${JSON.stringify(key)} is no name of a file.`,
      'Fetch it by itself, with -o.',
    );
  return name;
}

type Target = Pick<FileRequest, 'service' | 'url' | 'path' | 'sign'> & { readonly isStore?: boolean };

async function fetchOne(
  target: Target,
  { sha256, maxBytes = MOST_BYTES, quiet }: FetchRequest & { readonly quiet?: boolean },
  context: Context & ServiceContext,
): Promise<FetchedFile> {
  const { url, path, isStore = false } = target;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/i.test(sha256))
    throw new OptionError(`--sha256 ${sha256}: that is no SHA-256.`, 'Expected 64 hexadecimal digits.');
  if (existsSync(path) && readOriginNote(path)?.url !== url)
    throw new FileError(
      `${path} is there already, and does not come from ${publicAddress(url)}.`,
      'Move it away, or name another file with -o.',
    );
  makeFolder(dirname(path));
  const free = statfsSync(dirname(path));
  const room = free.bavail * free.bsize;
  const expected =
    sha256 === undefined ? undefined : ({ algorithm: 'sha256', hex: sha256, from: '--sha256' } as const);
  let last = 0;
  const file = await fetchFile(
    {
      ...target,
      maxAgeMs: 0,
      maxBytes,
      verify(content, headers) {
        const checksum = expected ?? toldChecksum(headers, isStore);
        if (checksum !== undefined) assertChecksum(content, checksum);
      },
      arrived(bytes, total) {
        if (total !== undefined && total - bytes > room)
          throw new FileError(
            `${publicAddress(url)} has ${total} bytes, and ${dirname(path)} has room for ${room}.`,
            'Make room, or name another folder with -o.',
          );
        if (quiet || (bytes - last < 1 << 20 && bytes !== total)) return;
        last = bytes;
        context.progress(`fetching ${basename(path)}`, bytes, total ?? bytes);
      },
    },
    context,
  );
  if (expected !== undefined && file.from !== 'fetched') assertChecksum(path, expected);
  return file;
}
