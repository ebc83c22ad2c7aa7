import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GunwArchive } from '../../src/services/asf/search-gunw.ts';
import { EARTHDATA } from '../../src/services/earthdata.ts';

/** A product of the archive of this machine. */
export interface ArchivedProduct {
  /** without an ending */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** m */
  readonly bperp?: number;
  /** S, N, W, E in degrees; everywhere unless given */
  readonly box?: readonly [number, number, number, number];
  readonly md5?: string;
}

/** Which server asked for what; `count` is how often before. */
export interface Asked {
  readonly server: 'nasa' | 'data' | 'bucket';
  readonly path: string;
  readonly count: number;
}

export interface ArchiveOptions {
  /** products of a page of the catalogue */
  readonly page?: number;
  /** answers instead when it returns true */
  readonly fault?: (asked: Asked, request: IncomingMessage, response: ServerResponse) => boolean;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

export interface LocalArchive {
  readonly archive: GunwArchive;
  /** variables that lead a command here */
  readonly env: Readonly<Record<string, string>>;
  /** `data GET /products/NAME.nc`, in order */
  readonly requests: readonly string[];
  /** headers of logins and cookies where they do not belong */
  readonly leaks: readonly string[];
  /** words of every search */
  readonly searches: readonly URLSearchParams[];
  /** address of a product's file */
  fileUrl(name: string): string;
  close(): Promise<void>;
}

/**
 * The archive on this machine: NASA's catalogue (POST, `CMR-Search-After`), the archive's own search, the Earthdata login with
 * OAuth and tokens, a data host that sends those without cookie or token to the login and the others to signed addresses, and the
 * bucket that serves these, by another name.
 */
export async function gunwArchiveHere(
  products: readonly ArchivedProduct[],
  options: ArchiveOptions = {},
): Promise<LocalArchive> {
  const { page = 2, fault, user = 'someone', password = 'secret', token = 'good-token' } = options;
  const requests: string[] = [];
  const leaks: string[] = [];
  const searches: URLSearchParams[] = [];
  const counts = new Map<string, number>();
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const ending = (name: string) => (name.startsWith('NISAR') ? '.h5' : '.nc');
  const byFile = new Map(products.map((product) => [product.name + ending(product.name), product]));
  const listening: { url: string; close(): Promise<void> }[] = [];

  const listen = async (server: Asked['server'], host: string, answer: RequestListener) => {
    const http = createServer((request, response) => {
      const path = (request.url ?? '').split('?')[0];
      requests.push(`${server} ${request.method} ${path}`);
      const key = `${server} ${path}`;
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      const { authorization, cookie } = request.headers;
      const isBasic = authorization?.startsWith('Basic') === true;
      if (server === 'bucket' && (authorization !== undefined || cookie !== undefined))
        leaks.push(`bucket got ${authorization ?? cookie}`);
      if (isBasic && server === 'data') leaks.push('the data host got a password');
      if (fault?.({ server, path, count }, request, response)) return;
      answer(request, response);
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    listening.push({
      url: `http://${host}:${(http.address() as AddressInfo).port}`,
      close: () =>
        new Promise((resolve) => {
          http.close(() => resolve());
          http.closeAllConnections();
        }),
    });
  };
  const text = (
    response: ServerResponse,
    status: number,
    body: string,
    headers: Record<string, string> = {},
  ) => response.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(body);
  const json = (response: ServerResponse, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(200, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  const fileUrl = (name: string) => `${listening[1].url}/products/${name}${ending(name)}`;

  const matching = (isWanted: (product: ArchivedProduct) => boolean) => products.filter(isWanted);
  const catalogue = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const words = new URLSearchParams(Buffer.concat(parts).toString());
    searches.push(words);
    const isNisar = words.get('short_name') !== null;
    const attributes = words.getAll('attribute[]');
    const found = matching(({ name, box }) => {
      const [, track] = /-R-(\d+)-/.exec(name) ?? [];
      const path = attributes.find((one) => one.startsWith('int,PATH_NUMBER'))?.split(',')[2];
      const side = attributes.find((one) => one.startsWith('string,ASCENDING'))?.split(',')[2][0];
      const polygon = words.get('polygon')?.split(',').map(Number);
      const isInside =
        box === undefined ||
        polygon === undefined ||
        (polygon[1] < box[1] && polygon[5] > box[0] && polygon[0] < box[3] && polygon[2] > box[2]);
      return (
        name.startsWith('NISAR') === isNisar &&
        (path === undefined || Number(track) === Number(path)) &&
        (side === undefined || name.includes(`-${side}-R-`)) &&
        isInside
      );
    });
    const from = Number(request.headers['cmr-search-after'] ?? 0);
    const some = found.slice(from, from + page);
    const next: Record<string, string> =
      some.length > 0 ? { 'CMR-Search-After': String(from + some.length) } : {};
    json(response, { items: some.map(umm) }, { 'CMR-Hits': String(found.length), ...next });
  };
  const digest = ({ bytes, md5 }: ArchivedProduct) => md5 ?? createHash('md5').update(bytes).digest('hex');
  const umm = (product: ArchivedProduct) => ({
    umm: {
      GranuleUR: product.name,
      RelatedUrls: [
        { URL: `${fileUrl(product.name)}.png`, Type: 'GET RELATED VISUALIZATION' },
        { URL: fileUrl(product.name), Type: 'GET DATA' },
      ],
      DataGranule: {
        ArchiveAndDistributionInformation: [
          {
            Name: product.name + ending(product.name),
            SizeInBytes: product.bytes.length,
            Checksum: { Algorithm: 'MD5', Value: digest(product) },
          },
        ],
      },
      AdditionalAttributes:
        product.bperp === undefined
          ? []
          : [{ Name: 'PERPENDICULAR_BASELINE', Values: [String(product.bperp)] }],
    },
  });

  await listen('nasa', '127.0.0.1', (request, response) => {
    const url = new URL(request.url ?? '', 'http://here');
    if (url.pathname === '/search/granules.umm_json') void catalogue(request, response);
    else if (url.pathname === '/services/search/param') {
      searches.push(url.searchParams);
      const features = products.map((product) => ({
        properties: {
          sceneName: product.name,
          url: fileUrl(product.name),
          bytes: product.bytes.length,
          md5sum: digest(product),
          perpendicularBaseline: product.bperp ?? null,
        },
      }));
      json(response, { type: 'FeatureCollection', features });
    } else if (url.pathname === '/oauth/authorize') {
      if (request.headers.authorization === undefined) text(response, 200, 'log in, please');
      else if (request.headers.authorization !== basic) text(response, 401, 'wrong');
      else
        text(response, 302, '', {
          Location: `${url.searchParams.get('redirect_uri')}?code=one-time&state=${url.searchParams.get('state')}`,
        });
    } else if (url.pathname === '/api/users/find_or_create_token') {
      if (request.headers.authorization !== basic) text(response, 401, 'wrong');
      else json(response, { access_token: token });
    } else text(response, 404, 'no such page');
  });

  await listen('data', '127.0.0.1', (request, response) => {
    const url = new URL(request.url ?? '', 'http://here');
    if (url.pathname === '/login') {
      const state = decodeURIComponent(url.searchParams.get('state') ?? '/');
      text(response, 302, '', { Location: state, 'Set-Cookie': 'asf-session=mine; Path=/; Max-Age=600' });
      return;
    }
    const isKnown =
      request.headers.cookie?.includes('asf-session=mine') ||
      request.headers.authorization === `Bearer ${token}`;
    if (!isKnown) {
      const back = encodeURIComponent(`${listening[1].url}/login`);
      const state = encodeURIComponent(encodeURIComponent(url.pathname));
      text(response, 302, '', {
        Location: `${listening[0].url}/oauth/authorize?client_id=x&redirect_uri=${back}&state=${state}`,
      });
      return;
    }
    const signed = `${listening[2].url}/bucket${url.pathname.replace('/products', '')}?signature=valid`;
    text(response, 307, '', { Location: signed, 'Cache-Control': 'private, max-age=600' });
  });

  await listen('bucket', 'localhost', (request, response) => {
    const url = new URL(request.url ?? '', 'http://here');
    const product = byFile.get(url.pathname.replace('/bucket/', ''));
    if (product === undefined) text(response, 404, 'no such key');
    else if (url.searchParams.get('signature') !== 'valid') text(response, 403, 'expired');
    else sendPart(request, response, product.bytes);
  });

  const [nasa] = listening;
  return {
    archive: {
      catalogue: { name: 'Catalogue', address: nasa.url },
      search: { name: 'Archive', address: nasa.url },
      logins: { ...EARTHDATA, address: nasa.url },
      domains: ['127.0.0.1'],
    },
    env: { CMR_URL: nasa.url, ASF_URL: nasa.url, EARTHDATA_LOGIN_URL: nasa.url },
    requests,
    leaks,
    searches,
    fileUrl,
    close: async () => {
      await Promise.all(listening.map((server) => server.close()));
    },
  };
}

/** A file, or the part that is asked for, as object stores send it. */
export function sendPart(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  etag = '"1"',
): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const condition = request.headers['if-range'];
  if (range === null || (condition !== undefined && condition !== etag)) {
    response.writeHead(200, { ETag: etag, 'Content-Length': bytes.length }).end(bytes);
    return;
  }
  const start = Number(range[1]);
  const end = range[2] === '' ? bytes.length : Math.min(bytes.length, Number(range[2]) + 1);
  if (start >= bytes.length) {
    response.writeHead(416, { 'Content-Range': `bytes */${bytes.length}` }).end();
    return;
  }
  response.writeHead(206, {
    ETag: etag,
    'Content-Length': end - start,
    'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`,
  });
  response.end(bytes.subarray(start, end));
}
