import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** A word nobody guesses: 192 bits. It is the first part of every path. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url');
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Whether a request comes from the page this server gave out, on this machine. The header Host defeats names that were
 * rebound to 127.0.0.1, Origin and Sec-Fetch-Site pages of other sites, the token everybody else.
 */
export function refusalOf(
  { method, headers, url }: Pick<IncomingMessage, 'method' | 'headers' | 'url'>,
  port: number,
  token: string,
): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (!hosts.includes(headers.host ?? ''))
    return { status: 403, message: 'This server answers to 127.0.0.1 alone.' };
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
    return { status: 403, message: 'Pages of other sites may not ask this server.' };
  const site = headers['sec-fetch-site'];
  const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation)
    return { status: 403, message: 'Pages of other sites may not ask this server.' };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: 405, message: 'Files are read here, nothing else.' };
  const given = (url ?? '').split('/')[1] ?? '';
  if (!isSame(given, token))
    return {
      status: 403,
      message: 'The address lacks its key: open the one that mintsar printed, to its last letter.',
    };
  return undefined;
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
