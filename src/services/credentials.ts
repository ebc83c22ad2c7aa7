import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Login, LoginPlaces, Service } from './service.ts';
import { LoginMissingError } from './service-errors.ts';

export interface FoundLogin {
  /** value of the header Authorization */
  readonly authorization: string;
  /** where it was found, for messages; never the secret itself */
  readonly place: string;
}

/** The login of a name and a password. @param place where they were found, for messages */
export function passwordLogin(user: string, password: string, place: string): FoundLogin {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`, place };
}

/**
 * The login of a service: a token in the environment, else name and password there, else an entry of `.netrc` (or of the file
 * that NETRC names).
 *
 * @returns undefined when the service needs none
 * @throws {LoginMissingError} naming every place that was looked into, and the page to get one
 */
export function findLogin(
  { name, login }: Service,
  { env, home }: LoginPlaces = { env: process.env, home: homedir() },
): FoundLogin | undefined {
  if (login === undefined) return undefined;
  const { tokenVariable, pairVariables, machine, page } = login;
  const token = tokenVariable && env[tokenVariable]?.trim();
  if (token) return { authorization: `Bearer ${token}`, place: `the variable ${tokenVariable}` };
  const [user, password] = pairVariables?.map((variable) => env[variable]) ?? [];
  if (user && password) return passwordLogin(user, password, `the variables ${pairVariables!.join(', ')}`);
  const netrc = env['NETRC'] ?? join(home, '.netrc');
  if (machine !== undefined && existsSync(netrc)) {
    const entry = parseNetrc(readFileSync(netrc, 'utf8')).get(machine);
    if (entry !== undefined)
      return passwordLogin(entry.login, entry.password, `${netrc} (machine ${machine})`);
  }
  const ways = [
    tokenVariable && `set the variable ${tokenVariable} to a token`,
    pairVariables && `set ${pairVariables.join(' and ')}`,
    machine && `put the line "machine ${machine} login NAME password WORD" into ${netrc}`,
  ].filter((way) => way);
  throw new LoginMissingError(
    `${name} wants a login, and there is none.`,
    `Get one on ${page}; then ${ways.join(', or ')}.`,
  );
}

/** The login of a machine of which `.netrc` has an entry; undefined for one that it does not know. */
export function loginIfKnown(
  machine: string,
  { env, home }: LoginPlaces = { env: process.env, home: homedir() },
): Login | undefined {
  const netrc = env['NETRC'] ?? join(home, '.netrc');
  const isKnown = existsSync(netrc) && parseNetrc(readFileSync(netrc, 'utf8')).has(machine);
  return isKnown ? { machine, page: `https://${machine}` } : undefined;
}

interface NetrcEntry {
  readonly login: string;
  readonly password: string;
}

/** Logins by machine in a `.netrc`; entries without name or password are left out. Text in, values out. */
export function parseNetrc(text: string): ReadonlyMap<string, NetrcEntry> {
  const words = text
    .split('\n')
    .map((line) => line.replace(/^\s*#.*$/, ''))
    .join('\n')
    .split(/\s+/)
    .filter((word) => word !== '');
  const entries = new Map<string, NetrcEntry>();
  let machine: string | undefined;
  let found: { login?: string; password?: string } = {};
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 'machine' || word === 'default') {
      machine = word === 'machine' ? words[++i] : undefined;
      found = {};
    } else if (word === 'login' || word === 'password' || word === 'account') {
      const value = words[++i];
      if (word !== 'account') found[word] = value;
    }
    const { login, password } = found;
    const isNew = machine !== undefined && !entries.has(machine); // the first entry counts, as in curl
    if (isNew && login !== undefined && password !== undefined) entries.set(machine!, { login, password });
  }
  return entries;
}
