import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { weatherGrib } from './grib.ts';

/** Answers instead of the store when it returns true. */
export type StoreFault = (
  request: {
    readonly method: string;
    readonly path: string;
    readonly count: number;
    readonly dates: readonly string[];
  },
  response: ServerResponse,
) => boolean;

export interface StoreOptions {
  /** time between handing in and being done, ms */
  readonly workMs?: number;
  /** YYYYMMDD of dates that it does not have */
  readonly unpublished?: readonly string[];
  readonly fault?: StoreFault;
  readonly key?: string;
  /** made of a date; the simulated weather unless given */
  readonly content?: (date: string) => Buffer;
}

export interface ClimateStore {
  readonly url: string;
  /** `GET /retrieve/v1/jobs/1`, in order */
  readonly requests: readonly string[];
  /** dates of every request that was handed in */
  readonly submitted: readonly (readonly string[])[];
  /** bodies of the same */
  readonly inputs: readonly Record<string, unknown>[];
  close(): Promise<void>;
}

interface Job {
  readonly dates: readonly string[];
  readonly hour: number;
  readonly area: readonly number[];
  readonly ready: number;
}

/** A server of this machine that speaks as the Climate Data Store does: processes, execution, jobs, results, files. */
export async function climateStore(options: StoreOptions = {}): Promise<ClimateStore> {
  const { workMs = 0, unpublished = [], fault, key = 'token', content } = options;
  const requests: string[] = [];
  const submitted: string[][] = [];
  const inputs: Record<string, unknown>[] = [];
  const jobs: Job[] = [];
  const counts = new Map<string, number>();
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));

  const files = new Map<Job, Buffer>();
  const fileOf = (job: Job): Buffer => {
    const made = files.get(job) ?? makeFile(job);
    files.set(job, made);
    return made;
  };
  const makeFile = ({ dates, hour, area }: Job) => {
    const [north, west, south, east] = area;
    const there = dates.filter((date) => !unpublished.includes(date));
    return Buffer.concat(
      there.map((date) => content?.(date) ?? weatherGrib(date, hour, { north, west, south, east })),
    );
  };
  const state = (k: number, job: Job) => {
    const isDone = Date.now() >= job.ready;
    const isEmpty = job.dates.every((date) => unpublished.includes(date));
    const status = isDone ? (isEmpty ? 'failed' : 'successful') : 'running';
    return { jobID: `job-${k}`, status, metadata: isDone ? {} : { queue_position: 3 } };
  };
  const results = (k: number, job: Job, response: ServerResponse) => {
    const { status } = state(k, job);
    if (status === 'running') return json(response, 404, { title: 'job results not ready' });
    if (status === 'failed')
      return json(response, 400, {
        title: 'job results failed',
        traceback:
          'MultiAdaptorNoDataError: None of the data you have requested is available yet, please revise the period requested. The latest date available for this dataset is: 2026-11-24 12:00',
      });
    const value = { type: 'application/x-grib', href: `/files/${k}.grib`, 'file:size': fileOf(job).length };
    return json(response, 200, { asset: { value } });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').split('?')[0];
    const method = request.method ?? 'GET';
    requests.push(`${method} ${path}`);
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()).inputs : undefined;
    const dates = body === undefined ? [] : (body.date as string[]).map((date) => date.replaceAll('-', ''));
    if (fault?.({ method, path, count, dates }, response)) return;
    const match = /\/(jobs|files)\/(?:job-)?(\d+)(\/results)?/.exec(path);
    if (match?.[1] !== 'files' && request.headers['private-token'] !== key) {
      json(response, 401, { title: 'Authentication failed', detail: 'operation not allowed' });
      return;
    }
    if (method === 'POST') {
      submitted.push(dates);
      inputs.push(body);
      jobs.push({
        dates,
        hour: Number.parseInt(body.time[0], 10),
        area: body.area,
        ready: Date.now() + workMs,
      });
      json(response, 201, { jobID: `job-${jobs.length - 1}`, status: 'accepted' });
      return;
    }
    const k = Number(match?.[2] ?? -1);
    const job = jobs[k];
    if (job === undefined) json(response, 404, { title: 'job not found' });
    else if (match![1] === 'files') sendFile(request, response, fileOf(job));
    else if (match![3] !== undefined) results(k, job, response);
    else json(response, 200, state(k, job));
  };

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    submitted,
    inputs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A file, or the end of it that is asked for. */
function sendFile(request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const head = { ETag: '"1"', 'Content-Length': bytes.length - from };
  if (from === 0) response.writeHead(200, head);
  else
    response.writeHead(206, {
      ...head,
      'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
  response.end(bytes.subarray(from));
}
