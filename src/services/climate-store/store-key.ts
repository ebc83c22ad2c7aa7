import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LoginPlaces } from '../service.ts';
import { LoginMissingError } from '../service-errors.ts';

/** Where a key of the Climate Data Store is made, and where it is used. */
export const STORE = {
  name: 'Climate Data Store',
  address: 'https://cds.climate.copernicus.eu/api',
  profile: 'https://cds.climate.copernicus.eu/profile',
  requests: 'https://cds.climate.copernicus.eu/requests',
  data: 'https://cds.climate.copernicus.eu/datasets/reanalysis-era5-pressure-levels',
  licence:
    'https://cds.climate.copernicus.eu/datasets/reanalysis-era5-pressure-levels?tab=download#manage-licences',
} as const;

/** A key, and the store that it opens. */
export interface StoreKey {
  /** without a slash at the end */
  readonly url: string;
  readonly key: string;
  /** where it was found, for messages */
  readonly place: string;
}

function placesOf(places?: LoginPlaces): LoginPlaces {
  return places ?? { env: process.env, home: homedir() };
}

function fileOf({ env, home }: LoginPlaces): string {
  return env['CDSAPI_RC'] ?? join(home, '.cdsapirc');
}

/** The key in CDSAPI_KEY (of the store in CDSAPI_URL), else in `.cdsapirc`, as cdsapi looks for it; undefined without one. */
export function findStoreKey(where?: LoginPlaces): StoreKey | undefined {
  const places = placesOf(where);
  const { env } = places;
  const file = fileOf(places);
  const lines = existsSync(file) ? readLines(readFileSync(file, 'utf8')) : new Map<string, string>();
  const url = (env['CDSAPI_URL'] || lines.get('url') || STORE.address).replace(/\/+$/, '');
  const ofEnvironment = env['CDSAPI_KEY']?.trim();
  if (ofEnvironment) return { url, key: ofEnvironment, place: 'the variable CDSAPI_KEY' };
  const key = lines.get('key');
  return key ? { url, key, place: file } : undefined;
}

function readLines(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*(url|key)\s*:\s*(.*?)\s*$/.exec(line);
    if (match !== null) found.set(match[1], match[2].replace(/^(['"])(.*)\1$/, '$2'));
  }
  return found;
}

/** What to say and to do where there is no key. */
export function keyMissing(where?: LoginPlaces): LoginMissingError {
  const file = fileOf(placesOf(where));
  return new LoginMissingError(
    `The ${STORE.name} wants a key, and there is none in CDSAPI_KEY or ${file}.`,
    `Get one on ${STORE.profile} (free) and put the lines "url: ${STORE.address}" and "key: YOUR-TOKEN" into ${file}.`,
  );
}
