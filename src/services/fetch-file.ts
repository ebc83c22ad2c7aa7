import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { MintsarError } from '../core/errors.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import { isTransientStatus, RETRY_POLICY, retryAfter, retrying, Transient } from '../io/bytes/retry.ts';
import { type Output, openOutput } from '../io/files/output.ts';
import { makeFolder } from '../io/write-error.ts';
import { Busy, reasonOf, SILENCE_MS } from './attempt.ts';
import { type FoundLogin, findLogin } from './credentials.ts';
import { busyError, offlineError, statusError } from './failures.ts';
import { type OriginNote, readOriginNote, writeOriginNote } from './origin-note.ts';
import { PartFile, type Validators } from './part-file.ts';
import { abortSignal, type Service, type ServiceContext } from './service.ts';
import { AnswerError } from './service-errors.ts';
import { Silence } from './silence.ts';

/** A request, and the file in which its answer is kept. */
export interface FileRequest {
  readonly service: Service;
  readonly url: string;
  readonly path: string;
  /** age after which the server is asked whether it has a newer version, ms; a file that is there counts for good unless given */
  readonly maxAgeMs?: number;
  /** what stands there does not count: it is replaced */
  readonly anew?: boolean;
  /** largest answer that is taken */
  readonly maxBytes: number;
  /** looks at the fetched file before it counts; throws when it is not what was asked for */
  readonly verify: (path: string, headers: Headers) => unknown;
  /** headers of a request with its signature, for services that want every request signed */
  readonly sign?: (url: string, headers: Readonly<Record<string, string>>) => Record<string, string>;
  /** told how many bytes of the file are here, as they come, and of how many; less than before when it begins anew */
  readonly arrived?: (bytes: number, total: number | undefined) => void;
}

export interface FetchedFile {
  readonly path: string;
  /** kept: it was there; confirmed: the server has no newer one; fetched: now; stale: no connection, an old one was there */
  readonly from: 'kept' | 'confirmed' | 'fetched' | 'stale';
}

/**
 * The answer to a request as a file. It appears whole or not at all; what a broken connection or a kill left is gone on
 * with. A note beside it tells where it came from.
 *
 * @throws {LoginMissingError} {LoginRefusedError} {LicenceError} {NotThereError} {BusyError} {OfflineError} {AnswerError}
 */
export async function fetchFile(request: FileRequest, context: ServiceContext): Promise<FetchedFile> {
  const { service, url, path } = request;
  if (isGood(request)) return { path, from: 'kept' };
  const login = findLogin(service, context.places);
  makeFolder(dirname(path));
  const output = await openOutput(path);
  const policy = { ...RETRY_POLICY, ...context.retry };
  try {
    if (isGood(request)) return { path, from: 'kept' }; // fetched by another process in the meantime
    const note = existsSync(path) && !request.anew ? readOriginNote(path) : undefined;
    const attempt = () => new Attempt(request, note, login, output, context).run();
    return { path, from: await retrying(attempt, policy, abortSignal(context)) };
  } catch (error) {
    abortSignal(context)?.throwIfAborted();
    if (error instanceof Busy) throw busyError(service, url, policy.attempts, error.message);
    if (!(error instanceof Transient)) throw error;
    if (!existsSync(path) || request.anew) throw offlineError(service, url, error.message, path);
    context.log.warn(`${service.name} could not be reached (${error.message}): ${path} may be out of date`);
    return { path, from: 'stale' };
  } finally {
    output.release();
  }
}

/** Whether the file is there, and not too old. */
function isGood({ path, maxAgeMs, anew }: FileRequest): boolean {
  if (anew || !existsSync(path)) return false;
  if (maxAgeMs === undefined) return true;
  const note = readOriginNote(path);
  const since = note === undefined ? statSync(path).mtimeMs : Date.parse(note.checked);
  return Date.now() - since < maxAgeMs;
}

/** One request; the part file carries what it brought over to the next. */
class Attempt {
  private readonly request: FileRequest;
  private readonly note: OriginNote | undefined;
  private readonly login: FoundLogin | undefined;
  private readonly context: ServiceContext;
  private readonly part: PartFile;

  constructor(
    request: FileRequest,
    note: OriginNote | undefined,
    login: FoundLogin | undefined,
    output: Output,
    context: ServiceContext,
  ) {
    this.request = request;
    this.note = note;
    this.login = login;
    this.context = context;
    this.part = new PartFile(output, request.url);
  }

  async run(): Promise<'fetched' | 'confirmed'> {
    const { silenceMs = SILENCE_MS } = this.context;
    const signal = abortSignal(this.context);
    const silence = new Silence(silenceMs, signal);
    try {
      return await this.ask(silence);
    } catch (error) {
      if (error instanceof MintsarError || error instanceof Transient) throw error;
      signal?.throwIfAborted();
      const reason = silence.isOver ? `no answer in ${silenceMs / 1000} s` : reasonOf(error);
      throw new Transient(reason, undefined, { cause: error });
    } finally {
      silence.end();
    }
  }

  private async ask(silence: Silence): Promise<'fetched' | 'confirmed'> {
    const { url, path } = this.request;
    const ask: Fetch = this.context.fetch ?? ((address, init) => fetch(address, init));
    const resumed = this.part.progress();
    const headers = this.headers(resumed);
    const signed = this.request.sign?.(url, headers) ?? headers;
    const response = await ask(url, { headers: signed, signal: silence.signal });
    if (response.status === 304 && this.note !== undefined) {
      await response.body?.cancel();
      writeOriginNote(path, { ...this.note, checked: new Date().toISOString() });
      return 'confirmed';
    }
    if (response.status !== 200 && response.status !== 206) await this.refuse(response);
    const from = response.status === 206 ? this.resumedAt(response, resumed?.bytes) : 0;
    await this.receive(response, from, silence);
    return 'fetched';
  }

  private headers(resumed: ReturnType<PartFile['progress']>): Record<string, string> {
    const headers: Record<string, string> = { 'Accept-Encoding': 'identity' };
    if (this.login !== undefined) headers['Authorization'] = this.login.authorization;
    if (resumed !== undefined) {
      headers['Range'] = `bytes=${resumed.bytes}-`;
      headers['If-Range'] = resumed.validators.etag ?? resumed.validators.lastModified!;
    } else if (this.note !== undefined) {
      if (this.note.etag !== undefined) headers['If-None-Match'] = this.note.etag;
      if (this.note.lastModified !== undefined) headers['If-Modified-Since'] = this.note.lastModified;
    }
    return headers;
  }

  private async refuse(response: Response): Promise<never> {
    const { service, url } = this.request;
    await response.body?.cancel();
    if (response.status === 416) {
      this.part.discard();
      throw new Transient('the server has another version than the part that is here');
    }
    if (isTransientStatus(response.status))
      throw new Busy(`it answered ${response.status}`, retryAfter(response.headers.get('retry-after')));
    throw statusError(service, url, response.status, this.login?.place);
  }

  /** Where a part of the file belongs. @throws {Transient} when it is not behind what is there */
  private resumedAt(response: Response, bytes: number | undefined): number {
    const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
    if (range !== null && Number(range[1]) === bytes) return bytes;
    this.part.discard();
    throw new Transient('the server sent another part than was asked for');
  }

  private async receive(response: Response, from: number, silence: Silence): Promise<void> {
    const { service, url, path, maxBytes, verify, arrived } = this.request;
    const { headers } = response;
    const validators: Validators = {
      etag: headers.get('etag') ?? undefined,
      lastModified: headers.get('last-modified') ?? undefined,
    };
    const tooLarge = () =>
      new AnswerError(
        `${service.name} sends more than the ${maxBytes} bytes that ${url} may have.`,
        'Open the address in a browser to see what it is.',
      );
    const announced = Number(headers.get('content-length') ?? Number.NaN);
    if (from + announced > maxBytes) throw tooLarge();
    async function* chunks(): AsyncIterable<Uint8Array> {
      let size = from;
      for await (const chunk of response.body ?? []) {
        silence.broken();
        size += chunk.length;
        if (size > maxBytes) throw tooLarge();
        yield chunk;
        arrived?.(size, Number.isNaN(announced) ? undefined : from + announced);
      }
    }
    const size = await this.part.append(from, validators, chunks());
    const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
    if (isPlain && !Number.isNaN(announced) && size !== from + announced)
      throw new Transient(`the answer ended after ${size} of ${from + announced} bytes`);
    try {
      await verify(this.part.content, headers);
    } catch (error) {
      const file = this.part.content;
      this.part.discard(); // the next request must not go on from it
      if (!(error instanceof MintsarError)) throw error;
      throw new AnswerError(
        `${service.name} did not send what ${url} should be: ${error.message.replaceAll(file, basename(path))}`,
        'Open the address in a browser to see what it sends; nothing of it was kept.',
        { cause: error },
      );
    }
    this.part.finish();
    const checked = new Date().toISOString();
    writeOriginNote(path, { service: service.name, url, bytes: size, checked, ...validators });
  }
}
