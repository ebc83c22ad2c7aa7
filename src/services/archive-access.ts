import type { Fetch } from '../io/bytes/fetch.ts';
import type { HostAccess } from '../io/bytes/host-access.ts';
import { gunwArchive } from './asf/search-gunw.ts';
import { findLogin } from './credentials.ts';
import { earthdataSession, isArchiveHost } from './earthdata-session.ts';

let known: { readonly of: string; readonly session: Fetch } | undefined;

/**
 * The login of NASA's archives for addresses on their hosts; this thread logs in once, and again when the login has become
 * another one.
 * @throws {LoginMissingError} when there is none
 */
export const hostAccess: HostAccess = async (address) => {
  const { logins, domains } = gunwArchive();
  if (!isArchiveHost(address, domains)) return undefined;
  const login = findLogin(logins)!;
  const of = JSON.stringify([logins, login, domains]);
  if (known?.of !== of) known = { of, session: earthdataSession({ logins, login, domains }) };
  return known.session;
};
