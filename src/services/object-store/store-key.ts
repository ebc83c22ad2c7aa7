import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoginPlaces } from '../service.ts';
import { LoginMissingError } from '../service-errors.ts';
import type { StoreKey } from './sign-request.ts';

/** What is known of a user of object stores. */
export interface StoreAccess {
  /** undefined: requests are not signed, which public buckets do not ask for */
  readonly key?: StoreKey;
  /** of the profile or the environment */
  readonly region?: string;
  /** address of another store than Amazon's */
  readonly endpoint?: string;
}

/**
 * Key, region and endpoint as the tools of AWS look for them: the environment, else the profile of `~/.aws/credentials` and
 * `~/.aws/config`.
 * @param profile by name; AWS_PROFILE, else `default`, when left out
 * @throws {LoginMissingError} when a profile is named and is in neither file
 */
export function findStoreAccess(
  profile: string | undefined,
  { env, home }: LoginPlaces = { env: process.env, home: homedir() },
): StoreAccess {
  const credentials = env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(home, '.aws/credentials');
  const config = env['AWS_CONFIG_FILE'] ?? join(home, '.aws/config');
  const asked = profile ?? env['AWS_PROFILE'];
  const name = asked ?? 'default';
  const [own, more] = [credentials, config].map((path) =>
    existsSync(path) ? parseProfiles(readFileSync(path, 'utf8')).get(name) : undefined,
  );
  if (asked !== undefined && own === undefined && more === undefined)
    throw new LoginMissingError(
      `There is no profile ${asked} in ${credentials}.`,
      `Add [${asked}] with aws_access_key_id and aws_secret_access_key there, or name another one.`,
    );
  const told = { ...more, ...own };
  const region = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? told['region'];
  const endpoint = env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? told['endpoint_url'];
  const fromEnv = env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'] && profile === undefined;
  const key: StoreKey | undefined = fromEnv
    ? {
        accessKeyId: env['AWS_ACCESS_KEY_ID']!,
        secretAccessKey: env['AWS_SECRET_ACCESS_KEY']!,
        sessionToken: env['AWS_SESSION_TOKEN'] || undefined,
        place: 'the variable AWS_ACCESS_KEY_ID',
      }
    : told['aws_access_key_id'] && told['aws_secret_access_key']
      ? {
          accessKeyId: told['aws_access_key_id'],
          secretAccessKey: told['aws_secret_access_key'],
          sessionToken: told['aws_session_token'] || undefined,
          place: `the profile ${name} of ${credentials}`,
        }
      : undefined;
  return { key, region, endpoint };
}

type Profile = Readonly<Record<string, string>>;

/** Profiles of a file of AWS: `[name]` or `[profile name]`, and `key = value` below. Text in, values out. */
export function parseProfiles(text: string): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Record<string, string>>();
  let current: Record<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const head = /^\s*\[\s*(?:profile\s+)?([^\]]+?)\s*\]/.exec(line);
    if (head !== null) {
      current = profiles.get(head[1]) ?? {};
      profiles.set(head[1], current);
      continue;
    }
    const pair = /^([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line); // indented lines belong to a setting above
    if (pair !== null && current !== undefined) current[pair[1].toLowerCase()] = pair[2];
  }
  return profiles;
}
