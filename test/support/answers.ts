import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; `count` is how often its path was asked for before. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface AnsweringServer {
  readonly url: string;
  /** every request as `GET /path`, in order */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** A server of this machine that answers as the table says, and 404 for the rest. */
export async function answering(answers: Readonly<Record<string, Answer>>): Promise<AnsweringServer> {
  const requests: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0];
    requests.push(`${request.method} ${request.url}`);
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end('no such page');
    else answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The whole text, with an ETag; parts of it and 304 when asked for. */
export function file(text: string, etag = '"1"'): Answer {
  return (request, response) => {
    const bytes = Buffer.from(text);
    const { range, 'if-range': ifRange, 'if-none-match': known } = request.headers;
    if (known === etag) {
      response.writeHead(304).end();
      return;
    }
    const start = /^bytes=(\d+)-$/.exec(range ?? '');
    if (start !== null && ifRange === etag) {
      const from = Number(start[1]);
      response.writeHead(206, {
        ETag: etag,
        'Content-Length': bytes.length - from,
        'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
      response.end(bytes.subarray(from));
      return;
    }
    response.writeHead(200, { ETag: etag, 'Content-Length': bytes.length }).end(bytes);
  };
}

/** The first bytes of a text, after which the connection breaks. */
export function broken(text: string, bytes: number, etag = '"1"'): Answer {
  return (_, response) => {
    response.writeHead(200, { ETag: etag, 'Content-Length': Buffer.byteLength(text) });
    response.write(Buffer.from(text).subarray(0, bytes), () => response.destroy());
  };
}

export function status(code: number, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(code, headers).end('<html>sorry</html>');
  };
}

/** One answer after the other; the last one for good. */
export function inTurn(...answers: readonly Answer[]): Answer {
  return (request, response, count) => answers[Math.min(count, answers.length - 1)](request, response, count);
}
