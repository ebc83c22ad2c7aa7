import { MintsarError, RunError } from '../core/errors.ts';
import type { Service } from './service.ts';

/** No login or key for a service was found where it is looked for. */
export class LoginMissingError extends MintsarError {}

/** The service does not accept the login or key (401). */
export class LoginRefusedError extends MintsarError {}

/** The login is right, but terms have to be accepted first, or it does not cover the product (403). */
export class LicenceError extends MintsarError {}

/** The service does not have what was asked for (404, 410). */
export class NotThereError extends MintsarError {}

/** The service has too much to do (429, 5xx) and did not find time in all attempts. */
export class BusyError extends RunError {}

/** The service cannot be reached. */
export class OfflineError extends RunError {}

/** The service answers, but not what was asked for: another status, a web page, a file that ends too early. */
export class AnswerError extends RunError {}

/** What a final status means, as a sentence and where to go. `found` says where the login came from. */
export function statusError(
  { name, login }: Service,
  url: string,
  status: number,
  found: string | undefined,
): MintsarError {
  if (status === 401) {
    return new LoginRefusedError(
      found === undefined
        ? `${name} wants a login for ${url} (401).`
        : `${name} does not accept the login of ${found} (401).`,
      login === undefined
        ? 'Ask the provider how to get one.'
        : `Get or renew it on ${login.page} and correct it there.`,
    );
  }
  if (status === 403) {
    const page = login?.licencePage ?? login?.page;
    return new LicenceError(
      `${name} does not give ${url} to this login (403).`,
      page === undefined
        ? 'Open the address in a browser to see what is asked for.'
        : `Accept its terms on ${page} once, then run the same command again.`,
    );
  }
  if (status === 404 || status === 410) {
    return new NotThereError(`${name} has no ${url} (${status}).`, 'Check the name, or leave it out.');
  }
  return new AnswerError(
    `${name} answered ${status} for ${url}.`,
    'Open the address in a browser to see what is wrong with it.',
  );
}

export function busyError({ name }: Service, url: string, attempts: number, reason: string): BusyError {
  return new BusyError(
    `${name} is busy: ${reason}, in ${attempts} attempts for ${url}.`,
    'Run the same command again later; what was fetched already is kept.',
  );
}

export function offlineError(
  { name, address }: Service,
  url: string,
  reason: string,
  path: string,
): OfflineError {
  return new OfflineError(
    `${name} (${address}) could not be reached: ${reason}.`,
    `Run again with a connection, or fetch ${url} elsewhere and put it there: ${path}`,
  );
}
