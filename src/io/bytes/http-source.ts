import { FileError, MintsarError, RunError } from '../../core/errors.ts';
import { assertPath } from '../../io/path-argument.ts';
import { publicAddress } from './address.ts';
import type { ByteRange, ByteSource } from './byte-source.ts';
import { CachedSource, FETCH_LIMITS, type FetchLimits } from './cached-source.ts';
import type { Fetch } from './fetch.ts';
import { accessTo } from './host-access.ts';
import {
  isTransientStatus,
  RETRY_POLICY,
  type RetryPolicy,
  retryAfter,
  retrying,
  Transient,
} from './retry.ts';
import type { SavedRanges } from './saved-ranges.ts';

export interface HttpOptions {
  /** that of the host unless given: `fetch` of the platform, with a login where the host wants one */
  readonly fetch?: Fetch;
  /** sent with every request, e.g. Authorization */
  readonly headers?: Readonly<Record<string, string>>;
  readonly limits?: Partial<FetchLimits>;
  readonly retry?: Partial<RetryPolicy>;
  /** time a single request may take */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** of a source that was open before: the file must be the same still */
  readonly version?: string;
  /** what was read of the file's structure before: it is not fetched again, and the server is first asked when more is wanted */
  readonly saved?: SavedRanges;
}

const TIMEOUT_MS = 60_000;

/** What a reply says about the file: two replies that differ are not of the same file. */
interface Version {
  readonly size: number | undefined;
  readonly etag: string | null;
  readonly modified: string | null;
}

interface Reply extends Version {
  readonly bytes: Uint8Array;
}

/**
 * A file on a server that serves parts of it (HTTP ranges). The first request brings its size and its first page.
 * @throws {FileError} when it is not there, may not be read, is another version than expected, or the server serves only whole
 *   files
 * @throws {RunError} when the server cannot be reached
 */
export async function openUrl(url: string, options: HttpOptions = {}): Promise<ByteSource> {
  assertPath(url);
  const traffic = { requests: 0, bytes: 0 };
  const limits = { ...FETCH_LIMITS, ...options.limits };
  const name = publicAddress(url);
  const ask = options.fetch ?? (await accessTo(url)) ?? ((address, init) => fetch(address, init));
  const client = new Client(url, name, options, traffic, ask);
  const { saved } = options;
  const get = async (known: Version, range: ByteRange, signal?: AbortSignal) =>
    (await client.get(range, known, signal ?? options.signal)).bytes;
  if (saved?.version !== undefined && (options.version ?? saved.version) === saved.version) {
    const [size, etag, modified] = JSON.parse(saved.version) as [number, string | null, string | null];
    const known = { size, etag, modified };
    return new CachedSource(
      name,
      size,
      (range, signal) => get(known, range, signal),
      limits,
      traffic,
      saved.version,
      saved,
    );
  }
  const first = await client.get({ start: 0, end: limits.pageBytes }, undefined, options.signal);
  const { size } = first;
  if (size === undefined) {
    throw new FileError(
      `${name}: the server does not say how large the file is.`,
      'Allow the header Content-Range to be read (Access-Control-Expose-Headers), or copy the file to this machine.',
    );
  }
  const version = JSON.stringify([size, first.etag, first.modified]);
  if (options.version !== undefined && version !== options.version) throw client.changed();
  const isGuarded = first.etag !== null || first.modified !== null; // else nobody could tell the next version
  if (isGuarded) saved?.begin(version);
  const ranged = (range: ByteRange, signal?: AbortSignal) => get(first, range, signal);
  const source = new CachedSource(
    name,
    size,
    ranged,
    limits,
    traffic,
    version,
    isGuarded ? saved : undefined,
  );
  source.adopt(first.bytes);
  return source;
}

class Client {
  private readonly url: string;
  private readonly name: string;
  private readonly options: HttpOptions;
  private readonly traffic: { requests: number; bytes: number };
  private readonly policy: RetryPolicy;

  private readonly ask: Fetch;

  constructor(
    url: string,
    name: string,
    options: HttpOptions,
    traffic: { requests: number; bytes: number },
    ask: Fetch,
  ) {
    this.ask = ask;
    this.url = url;
    this.name = name;
    this.options = options;
    this.traffic = traffic;
    this.policy = { ...RETRY_POLICY, ...options.retry };
  }

  async get(range: ByteRange, known: Version | undefined, signal?: AbortSignal): Promise<Reply> {
    try {
      return await retrying(() => this.once(range, known, signal), this.policy, signal);
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      throw new RunError(
        `${this.name} could not be fetched: ${error.message} (${this.policy.attempts} attempts).`,
        'Check the connection and the address, and try again later.',
        { cause: error },
      );
    }
  }

  private async once(
    { start, end }: ByteRange,
    known: Version | undefined,
    signal?: AbortSignal,
  ): Promise<Reply> {
    const limit = AbortSignal.timeout(this.options.timeoutMs ?? TIMEOUT_MS);
    const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
    this.traffic.requests++;
    try {
      const headers = { ...this.options.headers, Range: `bytes=${start}-${end - 1}` };
      const response = await this.ask(this.url, { headers, signal: stop });
      const version = this.check(response, start, known);
      if (version.size === 0) return { ...version, bytes: new Uint8Array(0) };
      const bytes = await received(response, end - start);
      this.traffic.bytes += bytes.length;
      const expected = Math.min(end, version.size ?? end) - start;
      if (bytes.length !== expected)
        throw new Transient(`the reply ended after ${bytes.length} of ${expected} bytes`);
      return { ...version, bytes };
    } catch (error) {
      if (error instanceof MintsarError || error instanceof Transient) throw error;
      signal?.throwIfAborted();
      if (limit.aborted)
        throw new Transient('the server did not answer in time', undefined, { cause: error });
      throw new Transient(`the connection failed (${reason(error)})`, undefined, { cause: error });
    }
  }

  /** What the reply says about the file. @throws when it is not the part of the file that was asked for */
  private check(response: Response, start: number, known: Version | undefined): Version {
    const { status, headers } = response;
    if (status !== 206) {
      response.body?.cancel().catch(() => {}); // nobody reads it
      if (isTransientStatus(status))
        throw new Transient(`the server answered ${status}`, retryAfter(headers.get('retry-after')));
      const total = /^bytes \*\/(\d+)$/.exec(headers.get('content-range') ?? '');
      if (status === 416 && total?.[1] === '0' && known === undefined)
        return { size: 0, etag: null, modified: null };
      if (status === 416) throw this.changed();
      throw this.refused(status);
    }
    const encoding = headers.get('content-encoding');
    if (encoding !== null && encoding !== 'identity') {
      response.body?.cancel().catch(() => {});
      throw new FileError(
        `${this.name}: the server compresses what it sends (${encoding}), so that parts of the file cannot be placed.`,
        'Switch that off for this file, or copy it to this machine.',
      );
    }
    const parts = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
    const size = parts === null || parts[3] === '*' ? undefined : Number(parts[3]);
    const etag = headers.get('etag');
    const modified = headers.get('last-modified');
    const version = { size: size ?? known?.size, etag, modified };
    const isOther =
      known !== undefined &&
      (version.size !== known.size || known.etag !== etag || known.modified !== modified);
    if (isOther) {
      response.body?.cancel().catch(() => {});
      throw this.changed();
    }
    if (parts !== null && Number(parts[1]) !== start)
      throw new Transient(`the server sent bytes from ${parts[1]} where ${start} was asked for`);
    return version;
  }

  changed(): FileError {
    this.options.saved?.outdated?.();
    return new FileError(
      `${this.name} was changed on the server while it was read.`,
      'Read it again from the start to have the new version.',
    );
  }

  private refused(status: number): FileError {
    if (status === 200) {
      return new FileError(
        `${this.name}: the server sends only the whole file, not parts of it (no range requests).`,
        'Download the file, or put it on a server that supports range requests.',
      );
    }
    if (status === 401 || status === 403)
      return new FileError(
        `${this.name} may not be read: the server answered ${status} (${status === 401 ? 'not logged in' : 'forbidden'}).`,
        'Check the login or the access token for this server.',
      );
    if (status === 404 || status === 410)
      return new FileError(`${this.name} does not exist on the server (${status}).`, 'Check the address.');
    return new FileError(
      `${this.name} cannot be read: the server answered ${status}.`,
      'Check the address, or download the file.',
    );
  }
}

/** The body, never more of it than was asked for. */
async function received(response: Response, most: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const out = new Uint8Array(most);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return out.subarray(0, length);
    if (length + value.length > most) {
      await reader.cancel();
      throw new Transient(`the server sent more than the ${most} bytes that were asked for`);
    }
    out.set(value, length);
    length += value.length;
  }
}

function reason(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
