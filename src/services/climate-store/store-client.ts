import type { MintsarError } from '../../core/errors.ts';
import { askJson, type JsonAnswer } from '../ask-json.ts';
import type { Service, ServiceContext } from '../service.ts';
import { AnswerError, BusyError, LicenceError, LoginRefusedError, NotThereError } from '../service-errors.ts';
import { STORE, type StoreKey } from './store-key.ts';

/** A request that the store works on. */
export type JobState =
  | { readonly kind: 'waiting'; readonly isRunning: boolean; readonly position: number | undefined }
  | { readonly kind: 'done'; readonly href: string; readonly bytes: number | undefined }
  | { readonly kind: 'failed'; readonly error: MintsarError };

const PROCESS = 'reanalysis-era5-pressure-levels';

/** The Climate Data Store as a client sees it: requests become jobs, jobs results (OGC API - Processes). */
export class StoreClient {
  readonly service: Service;
  private readonly key: StoreKey;
  private readonly context: ServiceContext;

  constructor(key: StoreKey, context: ServiceContext) {
    this.key = key;
    this.context = context;
    const isClosed = /\/api\/v2$/.test(key.url);
    if (isClosed)
      context.log.warn(`${key.place} names ${key.url}, which was closed in 2024: ${STORE.address} is asked`);
    this.service = { name: `The ${STORE.name}`, address: isClosed ? STORE.address : key.url };
  }

  /** Hand in a request. @returns the name of its job */
  async submit(inputs: Readonly<Record<string, unknown>>): Promise<string> {
    const answer = await this.ask(`processes/${PROCESS}/execution`, { inputs });
    const job = answer.json['jobID'];
    if (answer.status < 300 && typeof job === 'string' && /^[\w-]+$/.test(job)) return job;
    throw this.refusal(answer);
  }

  /** How a job is doing. @param first right after it was handed in: its result may be there already */
  async state(job: string, first: boolean): Promise<JobState> {
    const [status, results] = await Promise.all([
      this.ask(`jobs/${job}`),
      first ? this.ask(`jobs/${job}/results`) : undefined,
    ]);
    const early = results?.status === 200 ? resultOf(results.json) : undefined;
    if (early !== undefined) return this.done(early);
    if (status.status !== 200) throw this.refusal(status);
    const { json } = status;
    switch (json['status']) {
      case 'accepted':
      case 'running':
        return { kind: 'waiting', isRunning: json['status'] === 'running', position: positionOf(json, 0) };
      case 'successful': {
        const known = resultOf(json['results']) ?? resultOf(objectOf(json['metadata'])['results']);
        if (known !== undefined) return this.done(known);
        const answer = await this.ask(`jobs/${job}/results`);
        const found = resultOf(answer.json);
        if (answer.status === 200 && found !== undefined) return this.done(found);
        throw this.refusal(answer);
      }
      case 'failed': {
        const answer = json['results'] === undefined ? await this.ask(`jobs/${job}/results`) : undefined;
        return { kind: 'failed', error: this.failure(answer?.json ?? objectOf(json['results'])) };
      }
      case 'rejected':
        return { kind: 'failed', error: this.queueFull(detailOf(json)) };
      default:
        return {
          kind: 'failed',
          error: new AnswerError(
            `${this.service.name} ended a request (${String(json['status'])}).`,
            `See ${STORE.requests}, and run the same command again.`,
          ),
        };
    }
  }

  private ask(path: string, body?: unknown): Promise<JsonAnswer> {
    const url = `${this.service.address}/retrieve/v1/${path}`;
    const headers = { 'PRIVATE-TOKEN': this.key.key };
    return askJson({ service: this.service, url, headers, body }, this.context).catch((error) => {
      if (error instanceof BusyError && /answered 429/.test(error.message))
        throw this.queueFull('it answered 429');
      throw error;
    });
  }

  private done({ href, bytes }: { href: string; bytes: number | undefined }): JobState {
    return { kind: 'done', href: new URL(href, `${this.service.address}/`).href, bytes };
  }

  /** What a status other than success means, and where to go. */
  private refusal({ status, json }: JsonAnswer): MintsarError {
    const { name } = this.service;
    const detail = detailOf(json);
    if (status === 401)
      return new LoginRefusedError(
        `${name} does not accept the key of ${this.key.place} (401)${this.key.key.includes(':') ? ': it has the form of keys before 2024, NUMBER:KEY' : ''}.`,
        `Copy the present one from ${STORE.profile} and correct it there.`,
      );
    if (status === 403 && (detail === '' || /licen[cs]e|terms/i.test(detail)))
      return new LicenceError(
        `${name} does not give ERA5 to this key before its licence is accepted (403).`,
        `Accept it once on ${STORE.licence}, then run the same command again.`,
      );
    if (/limited|too many|queue/i.test(detail)) return this.queueFull(detail);
    if (status === 404)
      return new NotThereError(
        `${name} (${this.service.address}) does not know what it is asked for (404)${detail && `: ${detail}`}.`,
        `Its address is ${STORE.address}: correct it where the key is.`,
      );
    return new AnswerError(
      `${name} refused a request (${status})${detail && `: ${detail}`}.`,
      `See ${STORE.requests} for what is wrong with it.`,
    );
  }

  /** Why a job failed. */
  private failure(json: JsonAnswer['json']): MintsarError {
    const { name } = this.service;
    const detail = detailOf(json);
    const until = /latest date available[^:]*:\s*([\d-]+(?:[ T][\d:]+)?)/i.exec(detail)?.[1];
    if (until !== undefined || /not available yet|no data/i.test(detail)) return notPublished(name, until);
    return new AnswerError(
      `${name} could not do a request: ${detail || 'it does not say why'}.`,
      `See ${STORE.requests}, and run the same command again later.`,
    );
  }

  private queueFull(why: string): BusyError {
    return new BusyError(
      `${this.service.name} takes no more requests of this key now: ${why || 'its queue is full'}.`,
      `See ${STORE.requests}, and run the same command again later; what was fetched is kept.`,
    );
  }
}

/** Weather of dates that the store does not have. @param until the last that it has */
export function notPublished(name: string, until?: string): NotThereError {
  return new NotThereError(
    `${name} has no ERA5 of these dates yet${until === undefined ? '' : `: it ends ${until}`}.`,
    `It comes some five days after the acquisition (${STORE.data}): run the same command again then.`,
  );
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function resultOf(value: unknown): { href: string; bytes: number | undefined } | undefined {
  const asset = objectOf(objectOf(objectOf(value)['asset'])['value']);
  const { href, 'file:size': size } = asset;
  return typeof href === 'string' ? { href, bytes: typeof size === 'number' ? size : undefined } : undefined;
}

/** Title, detail and the end of a trace, in one line. */
function detailOf(json: JsonAnswer['json']): string {
  const words = ['detail', 'traceback', 'message', 'title'].flatMap((key) => {
    const text = json[key];
    return typeof text === 'string' && text.trim() !== '' ? [text.trim()] : [];
  });
  const [text = ''] = words;
  return text
    .split('\n')
    .at(-1)!
    .replace(/^\w*(Error|Exception):\s*/, '')
    .replace(/\.$/, '')
    .slice(0, 300);
}

/** Place in the queue, wherever the store tells it. */
function positionOf(value: unknown, depth: number): number | undefined {
  for (const [key, one] of Object.entries(objectOf(value))) {
    if (/position/i.test(key) && Number.isFinite(Number(one)) && one !== null && one !== '')
      return Number(one);
    const inside = depth < 3 ? positionOf(one, depth + 1) : undefined;
    if (inside !== undefined) return inside;
  }
  return undefined;
}
