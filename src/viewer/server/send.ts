import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** Errors are JSON with one sentence, as the page shows it. */
export function sendError(response: ServerResponse, status: number, message: string): void {
  sendJson(response, { error: message }, status);
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const bytes = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** The page and its parts, compressed where the reader takes that: the way here may be a tunnel. */
export function sendText(
  request: IncomingMessage,
  response: ServerResponse,
  type: 'text/html' | 'text/plain',
  text: string,
): void {
  const isPacked = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''));
  const bytes = isPacked ? gzipSync(text) : Buffer.from(text);
  response.writeHead(200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': bytes.length,
    ...(isPacked && { 'Content-Encoding': 'gzip' }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

/** A file, or the part of it that is asked for. Its ETag changes with its size or time: a reader sees that it was replaced. */
export function sendFile(request: IncomingMessage, response: ServerResponse, path: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    sendError(
      response,
      code === 'ENOENT' ? 404 : 403,
      code === 'ENOENT' ? 'The file is gone.' : 'The file may not be read.',
    );
    return;
  }
  const { size, mtimeMs, ino } = fstatSync(descriptor);
  response.setHeader(
    'ETag',
    `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}-${ino.toString(36)}"`,
  );
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Content-Type', 'application/octet-stream');
  const range = rangeOf(request.headers.range, size);
  if (range === 'none') {
    closeSync(descriptor);
    response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size };
  response.setHeader('Content-Length', end - start);
  if (range === undefined) response.writeHead(200);
  else response.writeHead(206, { 'Content-Range': `bytes ${start}-${end - 1}/${size}` });
  if (request.method === 'HEAD' || end === start) {
    closeSync(descriptor);
    response.end();
    return;
  }
  const stream = createReadStream('', { fd: descriptor, start, end: end - 1, highWaterMark: 1 << 20 });
  stream.on('error', () => response.destroy());
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** One range of the header (RFC 9110, 14.2): undefined when there is none to be heeded, `none` when it lies outside. */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'none' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  return start < end ? { start, end } : 'none';
}
