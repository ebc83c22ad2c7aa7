import { MintsarError } from '../core/errors.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import { isTransientStatus, RETRY_POLICY, retryAfter, retrying, Transient } from '../io/bytes/retry.ts';
import { Busy, reasonOf, SILENCE_MS } from './attempt.ts';
import { busyError } from './failures.ts';
import { abortSignal, type Service, type ServiceContext } from './service.ts';
import { AnswerError, OfflineError } from './service-errors.ts';
import { Silence } from './silence.ts';

export interface JsonRequest {
  readonly service: Service;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON, or as a form; undefined asks with GET */
  readonly body?: unknown;
  /** largest answer that is taken; 4 MB unless given */
  readonly maxBytes?: number;
}

/** What a server said: its status, and an object. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Readonly<Record<string, unknown>>;
}

const MOST_BYTES = 4 << 20;

/**
 * Ask a service that talks JSON. What may pass (429, 5xx, broken connections) is asked again; other statuses are for the caller.
 *
 * @throws {BusyError} {OfflineError} {AnswerError}
 */
export async function askJson(request: JsonRequest, context: ServiceContext): Promise<JsonAnswer> {
  const { service, url } = request;
  const policy = { ...RETRY_POLICY, ...context.retry };
  try {
    return await retrying(() => once(request, context), policy, abortSignal(context));
  } catch (error) {
    abortSignal(context)?.throwIfAborted();
    if (error instanceof Busy) throw busyError(service, url, policy.attempts, error.message);
    if (!(error instanceof Transient)) throw error;
    throw new OfflineError(
      `${service.name} (${service.address}) could not be reached: ${error.message}.`,
      'Run the same command again with a connection.',
    );
  }
}

async function once(
  { service, url, headers, body, maxBytes = MOST_BYTES }: JsonRequest,
  context: ServiceContext,
): Promise<JsonAnswer> {
  const ask: Fetch = context.fetch ?? ((address, init) => fetch(address, init));
  const { silenceMs = SILENCE_MS } = context;
  const signal = abortSignal(context);
  const silence = new Silence(silenceMs, signal);
  const isForm = body instanceof URLSearchParams;
  const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  try {
    const response = await ask(url, {
      headers: { Accept: 'application/json', 'Content-Type': contentType, ...headers },
      signal: silence.signal,
      ...(body !== undefined && { method: 'POST', body: isForm ? body.toString() : JSON.stringify(body) }),
    });
    const { status } = response;
    const text = await textOf(response, silence, { service, url, maxBytes });
    if (isTransientStatus(status))
      throw new Busy(`it answered ${status}`, retryAfter(response.headers.get('retry-after')));
    return { status, headers: response.headers, json: parse(text, service, url, status) };
  } catch (error) {
    if (error instanceof MintsarError || error instanceof Transient) throw error;
    signal?.throwIfAborted();
    const reason = silence.isOver ? `no answer in ${silenceMs / 1000} s` : reasonOf(error);
    throw new Transient(reason, undefined, { cause: error });
  } finally {
    silence.end();
  }
}

async function textOf(
  response: Response,
  silence: Silence,
  { service, url, maxBytes }: Pick<JsonRequest, 'service' | 'url'> & { readonly maxBytes: number },
): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    silence.broken();
    size += chunk.length;
    if (size > maxBytes)
      throw new AnswerError(
        `${service.name} sends more than ${maxBytes} bytes for ${url}.`,
        'Try again later.',
      );
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parse(text: string, service: Service, url: string, status: number): JsonAnswer['json'] {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json as JsonAnswer['json'];
  } catch {
    if (status >= 400) return {}; // the status says enough
  }
  throw new AnswerError(
    `${service.name} did not answer ${url} as it should: it sent ${/^\s*</.test(text) ? 'a web page' : 'something else'}.`,
    'Check the address, or open it in a browser to see what it sends.',
  );
}
