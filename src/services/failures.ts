import type { MintsarError } from '../core/errors.ts';
import type { Service } from './service.ts';
import {
  AnswerError,
  BusyError,
  LicenceError,
  LoginRefusedError,
  NotThereError,
  OfflineError,
} from './service-errors.ts';

/** What a final status means, as a sentence and where to go. `found` says where the login came from. */
export function statusError(
  { name, login, refusedRemedy }: Service,
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
        ? (refusedRemedy ?? 'Ask the provider how to get one.')
        : `Get or renew it on ${login.page} and correct it there.`,
    );
  }
  if (status === 403) {
    const page = login?.licencePage ?? login?.page;
    return new LicenceError(
      `${name} does not give ${url} to this login (403).`,
      page === undefined
        ? (refusedRemedy ?? 'Open the address in a browser to see what is asked for.')
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
