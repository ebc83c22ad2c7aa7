import { MintsarError } from '../core/errors.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import { isTransientStatus, RETRY_POLICY, retryAfter, retrying, Transient } from '../io/bytes/retry.ts';
import { type FoundLogin, findLogin } from './credentials.ts';
import { offlineError, statusError } from './failures.ts';
import { abortSignal, type Login, type Service, type ServiceContext } from './service.ts';
import { AnswerError } from './service-errors.ts';

/** The login of NASA's archives: a token, or the name and password that one is got for. */
export const EARTHDATA_LOGIN: Login = {
  tokenVariable: 'EARTHDATA_TOKEN',
  pairVariables: ['EARTHDATA_USERNAME', 'EARTHDATA_PASSWORD'],
  machine: 'urs.earthdata.nasa.gov',
  page: 'https://urs.earthdata.nasa.gov/users/new (free)',
  licencePage: 'https://urs.earthdata.nasa.gov/profile, under Applications',
};

/** Where tokens are got for a name and a password. */
export const EARTHDATA: Service = {
  name: 'Earthdata Login',
  address: 'https://urs.earthdata.nasa.gov',
  login: EARTHDATA_LOGIN,
};

const TIMEOUT_MS = 30_000;

/**
 * The authorization that NASA's archives want: the token of the environment, else one that is asked for with the name and
 * password of `.netrc`. Archives take tokens with ranges of files; names and passwords they send elsewhere.
 *
 * @throws {LoginMissingError} {LoginRefusedError} {OfflineError} {AnswerError}
 */
export async function earthdataAuthorization(service: Service, context: ServiceContext): Promise<FoundLogin> {
  const found = findLogin(service, context.places);
  if (found === undefined || !found.authorization.startsWith('Basic ')) return found ?? NO_LOGIN;
  const url = `${service.address}/api/users/find_or_create_token`;
  try {
    const text = await retrying(
      () => ask(service, url, found, context),
      { ...RETRY_POLICY, ...context.retry },
      abortSignal(context),
    );
    return { authorization: `Bearer ${tokenOf(text, service, url)}`, place: found.place };
  } catch (error) {
    if (!(error instanceof Transient)) throw error;
    throw offlineError(service, url, error.message, 'a token in the variable EARTHDATA_TOKEN');
  }
}

const NO_LOGIN: FoundLogin = { authorization: '', place: 'nowhere' };

async function ask(
  service: Service,
  url: string,
  found: FoundLogin,
  context: ServiceContext,
): Promise<string> {
  const fetching: Fetch = context.fetch ?? ((address, init) => fetch(address, init));
  const limit = AbortSignal.timeout(context.silenceMs ?? TIMEOUT_MS);
  const stop = abortSignal(context);
  try {
    const response = await fetching(url, {
      method: 'POST',
      headers: { Authorization: found.authorization, Accept: 'application/json' },
      signal: stop === undefined ? limit : AbortSignal.any([limit, stop]),
    });
    const text = await response.text();
    if (response.ok) return text;
    if (isTransientStatus(response.status))
      throw new Transient(`it answered ${response.status}`, retryAfter(response.headers.get('retry-after')));
    throw statusError(service, url, response.status, found.place);
  } catch (error) {
    if (error instanceof Transient || error instanceof MintsarError) throw error;
    stop?.throwIfAborted();
    throw new Transient(limit.aborted ? 'no answer' : String((error as Error).message), undefined, {
      cause: error,
    });
  }
}

function tokenOf(text: string, { name }: Service, url: string): string {
  try {
    const token: unknown = JSON.parse(text).access_token;
    if (typeof token === 'string' && token !== '') return token;
  } catch {
    // said below
  }
  throw new AnswerError(
    `${name} sent no token for ${url}.`,
    'Make one there, and set the variable EARTHDATA_TOKEN to it.',
  );
}
