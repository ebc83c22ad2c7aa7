import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Files by path, served in parts as object stores do; everything sent is counted. */
export interface RangeServer {
  readonly url: string;
  /** requests answered with a part of a file, and the bytes of these parts */
  readonly sent: { requests: number; bytes: number };
  close(): Promise<void>;
}

export interface Served {
  readonly bytes: Uint8Array;
  readonly type?: string;
}

/** @param answer may answer a request in its own way: true when it did */
export async function serveRanges(
  files: ReadonlyMap<string, Served>,
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => boolean = () => false,
): Promise<RangeServer> {
  const sent = { requests: 0, bytes: 0 };
  let count = 0;
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '').split('?')[0]);
    const range = /^bytes=(\d*)-(\d+)$/.exec(request.headers.range ?? '');
    response.setHeader('Cache-Control', 'no-store'); // every request of a browser shall come here
    if (answer(request, response, count++)) return;
    if (file === undefined) response.writeHead(404).end();
    else if (range === null)
      response.writeHead(200, { 'Content-Type': file.type ?? 'application/octet-stream' }).end(file.bytes);
    else {
      const size = file.bytes.length;
      const isEnd = range[1] === ''; // the last so many bytes
      const start = isEnd ? Math.max(0, size - Number(range[2])) : Number(range[1]);
      const end = isEnd ? size : Math.min(Number(range[2]) + 1, size);
      if (start >= size) {
        response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
        return;
      }
      sent.requests++;
      sent.bytes += end - start;
      response.writeHead(206, { 'Content-Range': `bytes ${start}-${end - 1}/${size}`, ETag: '"one"' });
      response.end(file.bytes.subarray(start, end));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
