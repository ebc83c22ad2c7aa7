import type { Context } from '../core/context.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import type { RetryPolicy } from '../io/bytes/retry.ts';

/** Who answers in the outside world. One per provider; everything fetched goes through {@link fetchFile}. */
export interface Service {
  /** as users know it, e.g. `Nevada Geodetic Laboratory` */
  readonly name: string;
  /** where it answers, without a slash at the end */
  readonly address: string;
  /** undefined: anybody may ask */
  readonly login?: Login;
  /** what to do when it refuses (401, 403), where its login is not one of these */
  readonly refusedRemedy?: string;
}

/** The login or key that a service asks for, where it is looked for and where a user gets one. */
export interface Login {
  /** environment variable that holds a token; looked for first */
  readonly tokenVariable?: string;
  /** environment variables that hold name and password; looked for next */
  readonly pairVariables?: readonly [user: string, password: string];
  /** `machine` of the entry in `.netrc` that holds name and password */
  readonly machine?: string;
  /** page on which it can be had */
  readonly page: string;
  /** page on which terms have to be accepted once, when that is asked for */
  readonly licencePage?: string;
}

/** Where logins are looked for. */
export interface LoginPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** What a request to the outside needs besides its own arguments; all of it can be replaced. */
export interface ServiceContext extends Pick<Context, 'log' | 'progress' | 'signal'> {
  /** `fetch` of the platform unless given */
  readonly fetch?: Fetch;
  readonly retry?: Partial<RetryPolicy>;
  /** longest silence of a server before the request is repeated, ms */
  readonly silenceMs?: number;
  /** where logins are looked for: the environment and the home folder unless given */
  readonly places?: LoginPlaces;
}

/** What ends requests that are under way when the user stops. */
export function abortSignal({ signal }: Pick<ServiceContext, 'signal'>): AbortSignal | undefined {
  return signal instanceof AbortSignal ? signal : undefined;
}
