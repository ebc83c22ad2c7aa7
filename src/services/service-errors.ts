import { MintsarError, RunError } from '../core/errors.ts';

/** No login or key for a service was found where it is looked for. */
export class LoginMissingError extends MintsarError {}

/** The service does not accept the login or key (401). */
export class LoginRefusedError extends MintsarError {}

/** The login is right, but terms have to be accepted first, or it does not cover the product (403). */
export class LicenceError extends MintsarError {}

/** The service does not have what was asked for (404, 410). */
export class NotThereError extends MintsarError {
  override readonly code = 'not-found';
}

/** The service has too much to do (429, 5xx) and did not find time in all attempts. */
export class BusyError extends RunError {}

/** The service cannot be reached. */
export class OfflineError extends RunError {}

/** The service answers, but not what was asked for: another status, a web page, a file that ends too early. */
export class AnswerError extends RunError {}
