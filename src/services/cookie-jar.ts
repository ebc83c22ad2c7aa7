interface Cookie {
  readonly value: string;
  /** ms; undefined: until the program ends */
  readonly expires: number | undefined;
  readonly path: string;
  readonly isSecure: boolean;
}

/**
 * Cookies of one session. A cookie goes back to the host that set it, and to a whole domain only where both the host and the
 * user's login trust that domain.
 */
export class CookieJar {
  /** by host, or `.domain`, then by name */
  private readonly places = new Map<string, Map<string, Cookie>>();
  private readonly domains: readonly string[];

  /** @param domains for which a host below may set cookies, such as `asf.alaska.edu` */
  constructor(domains: readonly string[]) {
    this.domains = domains;
  }

  /** Take the lines `Set-Cookie` of an answer. */
  take(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const [pair, ...words] = line.split(';').map((word) => word.trim());
      const equals = pair.indexOf('=');
      if (equals < 1) continue;
      const attribute = (name: string): string | undefined => {
        const found = words.find((word) => word.split('=')[0].toLowerCase() === name);
        return found === undefined ? undefined : found.slice(found.indexOf('=') + 1 || found.length).trim();
      };
      const place = this.placeOf(url.hostname, attribute('domain'));
      if (place === undefined) continue;
      const path = attribute('path');
      const cookie: Cookie = {
        value: pair.slice(equals + 1),
        expires: expiry(attribute('max-age'), attribute('expires')),
        path: path?.startsWith('/') ? path : '/',
        isSecure: attribute('secure') !== undefined,
      };
      const cookies = this.places.get(place) ?? new Map<string, Cookie>();
      this.places.set(place, cookies);
      cookies.set(pair.slice(0, equals), cookie);
    }
  }

  /** What to send to an address; undefined when there is nothing. */
  header(url: URL): string | undefined {
    const words: string[] = [];
    for (const [place, cookies] of this.places) {
      const isMeant = place.startsWith('.') ? `.${url.hostname}`.endsWith(place) : url.hostname === place;
      if (!isMeant) continue;
      for (const [name, { value, expires, path, isSecure }] of cookies) {
        const isBelow =
          path === '/' || url.pathname === path || url.pathname.startsWith(`${path.replace(/\/$/, '')}/`);
        const isFresh = expires === undefined || expires > Date.now();
        if (isBelow && isFresh && (!isSecure || url.protocol === 'https:')) words.push(`${name}=${value}`);
      }
    }
    return words.length > 0 ? words.join('; ') : undefined;
  }

  private placeOf(host: string, domain: string | undefined): string | undefined {
    if (domain === undefined || domain === '') return host;
    const wanted = domain.replace(/^\./, '').toLowerCase();
    if (wanted === host) return host;
    const isTrusted = this.domains.some((trusted) => wanted === trusted || wanted.endsWith(`.${trusted}`));
    return isTrusted && host.endsWith(`.${wanted}`) ? `.${wanted}` : undefined;
  }
}

function expiry(maxAge: string | undefined, expires: string | undefined): number | undefined {
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Date.now() + 1000 * Number(maxAge);
  const date = Date.parse(expires ?? '');
  return Number.isNaN(date) ? undefined : date;
}
