import { MS_PER_DAY, parseDate } from '../../core/dates.ts';
import { MintsarError } from '../../core/errors.ts';
import { RETRY_POLICY } from '../../io/bytes/retry.ts';
import { makeFolders } from '../../io/make-folders.ts';
import type { Outcome } from '../fetch-all.ts';
import { fetchFile } from '../fetch-file.ts';
import { abortSignal, type ServiceContext } from '../service.ts';
import {
  BusyError,
  LicenceError,
  LoginRefusedError,
  NotThereError,
  OfflineError,
} from '../service-errors.ts';
import { assertWeather, cutResult } from './cut-result.ts';
import { dropRequest, requestNotes, resultPath, writeRequestNote } from './request-note.ts';
import { notPublished, StoreClient } from './store-client.ts';
import { STORE, type StoreKey } from './store-key.ts';

/** Weather that is wanted: some dates at one hour over one area. */
export interface WeatherWish {
  /** YYYYMMDD */
  readonly dates: readonly string[];
  /** UTC */
  readonly hour: number;
  /** degrees */
  readonly box: {
    readonly south: number;
    readonly north: number;
    readonly west: number;
    readonly east: number;
  };
  /** where requests that are under way are kept */
  readonly folder: string;
  /** where the file of a date goes */
  readonly target: (date: string) => string;
}

/** Requests under way at a time, and dates in one of them. */
const AT_ONCE = 4;
const MOST_DATES = 40;
/** Dates of these days may not be there yet: they are asked for by themselves. */
const FRESH_DAYS = 10;
/** First and longest pause between two looks at a job, ms; and the longest wait for one. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const LONGEST_WAIT = 12 * 3_600_000;

const LEVELS = [
  1, 2, 3, 5, 7, 10, 20, 30, 50, 70, 100, 125, 150, 175, 200, 225, 250, 300, 350, 400, 450, 500, 550, 600,
  650, 700, 750, 775, 800, 825, 850, 875, 900, 925, 950, 975, 1000,
];

/**
 * Fetch ERA5 on pressure levels from the Climate Data Store, several dates to a request and several requests at a time. What an
 * earlier run asked for is gone on with; a date that cannot be had fails alone.
 *
 * @returns what became of every date, in order: the path of its file, or the error
 */
export async function fetchEra5(
  wish: WeatherWish,
  key: StoreKey,
  context: ServiceContext,
): Promise<Outcome<string, string>[]> {
  makeFolders(wish.folder);
  const outcomes = await new Fetching(wish, new StoreClient(key, context), context).run();
  return wish.dates.map((item) => {
    const error = outcomes.get(item);
    return error === undefined ? { item, value: wish.target(item) } : { item, error };
  });
}

/** What one request is to bring; `job` when it was handed in already. */
interface Part {
  readonly dates: readonly string[];
  readonly job?: string;
}

class Fetching {
  private readonly wish: WeatherWish;
  private readonly client: StoreClient;
  private readonly context: ServiceContext;
  private readonly about: string;
  private readonly failures = new Map<string, MintsarError>();
  private readonly parts: Part[];
  /** what stops every other request as well: a wrong key, a licence, no connection, a full queue */
  private stopped: MintsarError | undefined;
  private done = 0;
  private readonly waiting = new Map<Part, { isRunning: boolean; position: number | undefined }>();

  constructor(wish: WeatherWish, client: StoreClient, context: ServiceContext) {
    this.wish = wish;
    this.client = client;
    this.context = context;
    this.about = JSON.stringify([wish.hour, wish.box]);
    this.parts = this.plan();
  }

  async run(): Promise<ReadonlyMap<string, MintsarError>> {
    const work = async () => {
      for (let part = this.parts.shift(); part !== undefined; part = this.parts.shift()) {
        abortSignal(this.context)?.throwIfAborted();
        if (!(await this.bring(part))) return;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return this.failures;
  }

  /** Requests of earlier runs first, then the rest of the dates, the newest by themselves. */
  private plan(): Part[] {
    const { folder, dates } = this.wish;
    const left = new Set(dates);
    const parts: Part[] = [];
    for (const note of requestNotes(folder, { url: this.client.service.address, about: this.about })) {
      const own = note.dates.filter((date) => left.delete(date));
      if (own.length > 0) parts.push({ dates: own, job: note.job });
      else dropRequest(folder, note.job);
    }
    const isFresh = (date: string) => Date.now() - parseDate(date) < FRESH_DAYS * MS_PER_DAY;
    const sorted = [...left].sort();
    const [old, fresh] = [sorted.filter((date) => !isFresh(date)), sorted.filter(isFresh)];
    const count = Math.max(Math.min(AT_ONCE, Math.ceil(old.length / 4)), Math.ceil(old.length / MOST_DATES));
    for (let k = 0; k < count; k++) {
      const [from, to] = [k, k + 1].map((n) => Math.round((n * old.length) / count));
      parts.push({ dates: old.slice(from, to) });
    }
    if (fresh.length > 0) parts.push({ dates: fresh });
    return parts;
  }

  /** One request from the beginning to the files of its dates. @returns false when the store takes no more beside others */
  private async bring(part: Part): Promise<boolean> {
    const { folder } = this.wish;
    let { job } = part;
    try {
      if (this.stopped !== undefined) throw this.stopped;
      if (job === undefined) {
        job = await this.client.submit(this.inputs(part.dates));
        writeRequestNote(folder, {
          job,
          url: this.client.service.address,
          about: this.about,
          dates: part.dates,
        });
      }
      await this.collect(part, job);
      dropRequest(folder, job);
      return true;
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      if (error instanceof BusyError && job === undefined && this.waiting.size > 0) {
        this.parts.push(part); // whoever is done with another request takes it
        return false;
      }
      this.fail(part, job, error);
      return true;
    } finally {
      this.waiting.delete(part);
      this.tell();
    }
  }

  private async collect(part: Part, job: string): Promise<void> {
    const { folder, hour, target } = this.wish;
    const path = resultPath(folder, job);
    this.waiting.set(part, { isRunning: false, position: undefined });
    const url = await this.resultOf(part, job);
    const most = 64 * 2 ** 20 * Math.max(4, part.dates.length);
    await fetchFile(
      { service: this.client.service, url, path, maxBytes: most, verify: assertWeather },
      this.context,
    );
    const complete = new Set(cutResult(path, part.dates, hour, target));
    for (const date of part.dates)
      if (!complete.has(date)) this.failures.set(date, notPublished(this.client.service.name));
    this.done += complete.size;
  }

  /** Wait for a job. @returns where its result is */
  private async resultOf(part: Part, job: string): Promise<string> {
    const { context, client } = this;
    const { wait } = { ...RETRY_POLICY, ...context.retry };
    const since = Date.now();
    for (let pause = FIRST_PAUSE, first = true; ; first = false) {
      const state = await client.state(job, first && part.job === undefined);
      if (state.kind === 'done') return state.href;
      if (state.kind === 'failed') throw state.error;
      this.waiting.set(part, state);
      this.tell();
      if (Date.now() - since > LONGEST_WAIT)
        throw new BusyError(
          `${client.service.name} has not come to a request in ${LONGEST_WAIT / 3_600_000} hours.`,
          `See ${STORE.requests}; the same command goes on with it.`,
        );
      await wait(pause, abortSignal(context));
      pause = Math.min(LONGEST_PAUSE, pause * 1.5);
    }
  }

  /** What went wrong with a request: of all its dates, or of some of them, which are then asked for in two halves. */
  private fail(part: Part, job: string | undefined, error: MintsarError): void {
    const isForAll =
      error instanceof LoginRefusedError ||
      error instanceof LicenceError ||
      error instanceof OfflineError ||
      error instanceof BusyError;
    if (isForAll) this.stopped ??= error;
    else if (job !== undefined) dropRequest(this.wish.folder, job);
    if (part.job !== undefined && !isForAll) {
      this.parts.push({ dates: part.dates }); // of an earlier run: it may have been forgotten there
      return;
    }
    if (part.dates.length > 1 && !isForAll && !(error instanceof NotThereError && job === undefined)) {
      const half = part.dates.length >> 1;
      this.parts.push({ dates: part.dates.slice(0, half) }, { dates: part.dates.slice(half) });
      return;
    }
    for (const date of part.dates) this.failures.set(date, error);
  }

  private inputs(dates: readonly string[]): Record<string, unknown> {
    const { hour, box } = this.wish;
    return {
      product_type: ['reanalysis'],
      variable: ['geopotential', 'temperature', 'specific_humidity'],
      date: dates.map((date) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`),
      time: [`${String(hour).padStart(2, '0')}:00`],
      pressure_level: LEVELS.map(String),
      area: [box.north, box.west, box.south, box.east],
      data_format: 'grib',
      download_format: 'unarchived',
    };
  }

  private tell(): void {
    const states = [...this.waiting.values()];
    const running = states.filter(({ isRunning }) => isRunning).length;
    const queued = states.length - running;
    const positions = states.flatMap(({ position }) => (position === undefined ? [] : [position]));
    const words = [
      ...(running > 0 ? [`${running} running`] : []),
      ...(queued > 0 ? [`${queued} queued`] : []),
      ...(positions.length > 0 ? [`next at position ${Math.min(...positions)}`] : []),
    ];
    const label = `ERA5 from the ${STORE.name}${words.length > 0 ? ` (${words.join(', ')})` : ''}`;
    this.context.progress(label, this.done + this.failures.size, this.wish.dates.length);
  }
}
