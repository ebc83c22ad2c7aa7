import { publicAddress } from '../io/bytes/address.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import { isTransientStatus } from '../io/bytes/retry.ts';
import { CookieJar } from './cookie-jar.ts';
import type { FoundLogin } from './credentials.ts';
import { statusError } from './failures.ts';
import type { Service } from './service.ts';
import { AnswerError, LicenceError, LoginRefusedError } from './service-errors.ts';

/** Domains of NASA's archives: a token may be shown to hosts below these, and to no other. */
const ARCHIVE_DOMAINS: readonly string[] = [
  'earthdata.nasa.gov',
  'earthdatacloud.nasa.gov',
  'asf.alaska.edu',
];

export interface SessionOptions {
  /** where logins are checked */
  readonly logins: Service;
  readonly login: FoundLogin;
  /** {@link ARCHIVE_DOMAINS} unless given; a host as it stands counts, too */
  readonly domains?: readonly string[];
  readonly fetch?: Fetch;
}

/** Whether a file there is to be asked for with the login of NASA's archives. */
export function isArchiveHost(address: string, domains: readonly string[] = ARCHIVE_DOMAINS): boolean {
  return URL.canParse(address) && isBelow(new URL(address), domains);
}

function isBelow({ hostname }: URL, domains: readonly string[]): boolean {
  return domains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

const MOST_HOPS = 12;

/** Where a signed address was found, and until when it holds. */
interface Signed {
  readonly url: string;
  readonly until: number;
}

/**
 * `fetch` for the files of NASA's archives. They send those who ask on to the login, from there back with a cookie, and then to
 * a signed address of an object store. A name and a password go to the login alone, a token to the login's own archives; no
 * other host sees either, nor a cookie that is not its own.
 *
 * Besides what `fetch` throws: {@link LoginRefusedError}, {@link LicenceError}, {@link AnswerError}.
 */
export function earthdataSession({
  logins,
  login,
  domains = ARCHIVE_DOMAINS,
  fetch: ask = (url, init) => fetch(url, init),
}: SessionOptions): Fetch {
  const jar = new CookieJar(domains);
  const loginHost = new URL(logins.address).host;
  const isToken = !login.authorization.startsWith('Basic ');
  const signed = new Map<string, Signed>();

  const isTrusted = (url: URL) => isBelow(url, domains);
  const mayCarry = (url: URL) =>
    (url.protocol === 'https:' || isLoopback(url)) && (isToken ? isTrusted(url) : url.host === loginHost);

  const followed: Fetch = async (address, init) => {
    const { Authorization: _own, ...plain } = init.headers;
    const known = signed.get(address);
    if (known !== undefined && known.until > Date.now()) {
      const response = await ask(known.url, { ...init, headers: plain });
      if (response.status !== 403 && response.status !== 400) return response;
      await response.body?.cancel(); // it does not hold any more
    }
    signed.delete(address);
    let url = new URL(address);
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      const cookie = jar.header(url);
      const headers = {
        ...plain,
        ...(cookie !== undefined && { Cookie: cookie }),
        ...(mayCarry(url) && { Authorization: login.authorization }),
      };
      const response = await ask(url.href, { ...init, headers, redirect: 'manual' });
      jar.take(url, response.headers.getSetCookie());
      const location =
        response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
      if (location === null) {
        await refuse(response, url, address);
        return response;
      }
      await response.body?.cancel();
      const next = target(location, url, address);
      if (next.host === loginHost && isToken) throw tokenError();
      const seconds = Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1] ?? 0);
      if (seconds > 0 && next.host !== loginHost && !isTrusted(next))
        signed.set(address, { url: next.href, until: Date.now() + 900 * seconds });
      url = next;
    }
    throw new AnswerError(
      `${publicAddress(address)} sends on and on: ${MOST_HOPS} addresses led nowhere.`,
      'Open it in a browser, log in, and see what it asks for.',
    );
  };
  return followed;

  function tokenError(): LoginRefusedError {
    return new LoginRefusedError(
      `The token of ${login.place} is not accepted: the archive asks for a login instead. It may have expired.`,
      `Make a new one on ${logins.address}/profile, under Generate Token (they hold 60 days), or take it away to use name and password.`,
    );
  }

  /** What the login or the archive says instead of the file. Object stores say what they say to the caller. */
  async function refuse(response: Response, url: URL, address: string): Promise<void> {
    const { status } = response;
    const isLogin = url.host === loginHost;
    const isPage = response.ok && isLogin;
    if (!isPage && (isTransientStatus(status) || (status !== 401 && status !== 403))) return;
    if (!isLogin && !isTrusted(url)) return;
    await response.body?.cancel();
    if (isPage)
      throw new LicenceError(
        `The login of ${login.place} may not have ${publicAddress(address)} yet: the archive's application is not approved.`,
        `Approve it on ${logins.login?.licencePage ?? logins.address} ("GRFN Door (PROD)", "ASF Datapool Products"), then run the same command again.`,
      );
    if (status === 401 && isToken) throw tokenError();
    throw statusError(logins, publicAddress(address), status, login.place);
  }
}

function target(location: string, from: URL, address: string): URL {
  const next = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isWeb = next?.protocol === 'https:' || next?.protocol === 'http:';
  const isOpen = next?.protocol === 'http:' && from.protocol === 'https:' && !isLoopback(next);
  if (next !== undefined && isWeb && !isOpen) return next;
  throw new AnswerError(
    `${publicAddress(address)} sends on to ${publicAddress(location).slice(0, 200)}, which is no safe address.`,
    'Open it in a browser to see what it asks for.',
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname.startsWith('127.') || hostname === '[::1]';
}
