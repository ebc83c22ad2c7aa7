import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MintsarError, RunError } from '../../core/errors.ts';
import type { FilesList, Wish } from '../files-list.ts';
import { randomToken, refusalOf } from './access.ts';
import { type OpenedFile, titleOf } from './opened-files.ts';
import { type BuiltPage, pageWithList, policyOf, readPage } from './page-file.ts';
import { sendError, sendFile, sendJson, sendText } from './send.ts';
import { ServedValues } from './served-values.ts';

/** A server that is listening. */
export interface ViewerServer {
  /** address of the page, its key included */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any that is free */
  readonly port?: number;
  /** path of the file that is shown first */
  readonly shown?: string;
  /** what the page begins with; its mask by path */
  readonly wish?: Wish;
  /** the page, other than the one of this installation */
  readonly page?: BuiltPage;
}

/** Loopback alone: nobody else on the network can ask. */
const HOST = '127.0.0.1';

/**
 * Serve the page and some files to this machine. Paths are `/KEY/` (the page), `/KEY/files.json`, `/KEY/film.js`,
 * `/KEY/store/3.zarr/zarr.json` (files of a Zarr store), `/KEY/file/3` (bytes of the
 * file of that number) and `/KEY/values/3?dataset=&y=&x=` (float32 values of a pixel in all
 * planes, or of a part of one): no path names a place on the disk.
 * @throws {RunError} when the port is taken
 */
export async function serveViewer(
  files: readonly OpenedFile[],
  { port = 0, shown, wish, page: built = readPage() }: ServeOptions = {},
): Promise<ViewerServer> {
  const page = pageWithList(built.html, 'files.json');
  const policy = policyOf(page);
  const token = randomToken();
  const values = new ServedValues();
  const first = files.find(({ path }) => path === shown);
  const list: FilesList = {
    title: titleOf(files),
    ...(first && { shown: first.name }),
    ...(wish && { wish: withName(wish, files) }),
    files: files.map(({ name, parts }, k) =>
      parts ? { name, url: `store/${k}.zarr` } : { name, url: `file/${k}`, values: `values/${k}` },
    ),
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
    const refusal = refusalOf(request, (server.address() as AddressInfo).port, token);
    if (refusal !== undefined) {
      sendError(response, refusal.status, refusal.message);
      return;
    }
    const [, , kind, number, ...rest] = (request.url ?? '').split('?')[0].split('/');
    const named = rest.length === 0 && /^\d{1,6}$/.test(number ?? '') ? files[Number(number)] : undefined;
    const file = named?.parts ? undefined : named;
    if (kind === '' && number === undefined) {
      response.setHeader('Content-Security-Policy', policy);
      sendText(request, response, 'text/html', page);
    } else if (kind === 'files.json' && number === undefined) sendJson(response, list);
    else if (kind === 'store') {
      const store = files[Number(/^(\d{1,6})\.zarr$/.exec(number ?? '')?.[1] ?? -1)];
      const part = store?.parts?.get(decoded(rest.join('/')));
      if (part === undefined) sendError(response, 404, 'There is nothing of this name here.');
      else sendFile(request, response, part);
    } else if (kind === 'film.js' && number === undefined) {
      sendText(request, response, 'text/plain', built.film);
    } else if (kind === 'file' && file !== undefined) sendFile(request, response, file.path);
    else if (kind === 'values' && file !== undefined) {
      const query = new URL(request.url ?? '', `http://${HOST}`).searchParams;
      const { buffer, byteOffset, byteLength } = values.read(file.path, query);
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': byteLength });
      response.end(Buffer.from(buffer, byteOffset, byteLength));
    } else sendError(response, 404, 'There is nothing of this name here.');
  };

  const server = createServer((request, response) => {
    try {
      answer(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else if (error instanceof MintsarError) sendError(response, 422, error.message);
      else sendError(response, 500, `The server failed: ${(error as Error).message}`);
    }
  });
  await listening(server, port);
  const { port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${chosen}/${token}/`,
    port: chosen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          values.close();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A name as it was before it became part of an address; what is no such name leads nowhere. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'another program uses it' : cause.message;
      reject(
        new RunError(`Port ${port} cannot be used: ${why}.`, 'Give another one with --port, or 0 for any.', {
          cause,
        }),
      );
    });
    server.listen(port, HOST, resolve);
  });
}

/** The mask by its name in the page. */
function withName(wish: Wish, files: readonly OpenedFile[]): Wish {
  const { mask, ...rest } = wish;
  const name = typeof mask === 'string' ? files.find(({ path }) => path === mask)?.name : mask;
  return name === undefined ? rest : { ...rest, mask: name };
}
