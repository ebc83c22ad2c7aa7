import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../../io/bytes/byte-source.ts';
import type { FoundLogin } from '../credentials.ts';
import { EARTHDATA, EARTHDATA_LOGIN, earthdataAuthorization } from '../earthdata.ts';
import { openFarFile } from '../far-file.ts';
import { fetchFile } from '../fetch-file.ts';
import type { Service, ServiceContext } from '../service.ts';
import { parseTropoName } from './tropo-name.ts';

/** Who answers for OPERA's zenith delays. */
export interface TropoArchive {
  /** NASA's catalogue, open to everybody */
  readonly catalogue: Service;
  /** gives tokens */
  readonly logins: Service;
  /** holds the files */
  readonly files: Service;
}

export const TROPO_ARCHIVE: TropoArchive = {
  catalogue: { name: "NASA's catalogue (CMR)", address: 'https://cmr.earthdata.nasa.gov' },
  logins: EARTHDATA,
  files: {
    name: 'Alaska Satellite Facility',
    address: 'https://cumulus.asf.earthdatacloud.nasa.gov',
    login: EARTHDATA_LOGIN,
  },
};

/** A product of the archive. */
export interface TropoProduct {
  /** of the weather model, `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  readonly product: string;
  /** address of its file */
  readonly url: string;
}

const COLLECTION = 'OPERA_L4_TROPO-ZENITH_V1';
/** Times of one question, so that addresses stay short enough for every server on the way. */
const AT_ONCE = 40;
/** Products of the last days appear from hour to hour. */
const MAX_AGE_MS = 3_600_000;
const MOST_BYTES = 64 << 20;

/**
 * Zenith delay products of times of the weather model, the newest version of each; answers are kept in the folder for an hour.
 *
 * @param times `YYYYMMDDTHHMMSSZ`
 * @returns by time; times without a product are missing
 */
export async function searchTropo(
  times: readonly string[],
  folder: string,
  context: ServiceContext,
  { catalogue }: TropoArchive = TROPO_ARCHIVE,
): Promise<Map<string, TropoProduct>> {
  const found = new Map<string, TropoProduct>();
  for (let k = 0; k < times.length; k += AT_ONCE) {
    const words = searchWords(times.slice(k, k + AT_ONCE));
    const url = `${catalogue.address}/search/granules.json?${words}`;
    const hash = createHash('sha256').update(url).digest('hex').slice(0, 12);
    const path = join(folder, `opera-search-${hash}.json`);
    const read = (file: string) => parseCatalogue(readFileSync(file, 'utf8'), file);
    await fetchFile(
      { service: catalogue, url, path, maxAgeMs: MAX_AGE_MS, maxBytes: MOST_BYTES, verify: read },
      context,
    );
    for (const product of read(path)) {
      const known = found.get(product.time);
      if (known === undefined || product.product > known.product) found.set(product.time, product);
    }
  }
  return new Map(times.flatMap((time) => (found.has(time) ? [[time, found.get(time)!]] : [])));
}

function searchWords(times: readonly string[]): URLSearchParams {
  const words = new URLSearchParams({ short_name: COLLECTION, provider: 'ASF', page_size: '2000' });
  for (const time of times) {
    const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    words.append('temporal[]', `${iso},${iso}`);
  }
  return words;
}

/**
 * Read the answer of the catalogue, JSON. Text in, values out.
 * @param path for messages @throws {FileError} when it is something else
 */
function parseCatalogue(text: string, path: string): TropoProduct[] {
  return entriesOf(text, path).flatMap(({ links }) => {
    const addresses = (Array.isArray(links) ? links : []).map((link: { href?: unknown }) =>
      String(link?.href),
    );
    return addresses.flatMap((url) => {
      const name = /^https?:/.test(url) ? parseTropoName(url.replace(/^.*\//, '')) : undefined;
      return name === undefined ? [] : [{ ...name, url }];
    });
  });
}

function entriesOf(text: string, path: string): readonly { links?: unknown }[] {
  try {
    const { feed } = JSON.parse(text);
    if (Array.isArray(feed.entry)) return feed.entry;
  } catch {
    // said below
  }
  throw new FileError(
    `${path} is no answer of the catalogue: it begins with "${text.trim().slice(0, 40)}".`,
    'Remove it, so that the catalogue is asked again.',
  );
}

/** The login for files of the archive. @throws {LoginMissingError} {LoginRefusedError} {OfflineError} */
export function tropoLogin(
  context: ServiceContext,
  { logins }: TropoArchive = TROPO_ARCHIVE,
): Promise<FoundLogin> {
  return earthdataAuthorization(logins, context);
}

/** A product of the archive, to be read in parts. @throws as `openFarFile` */
export function openTropo(
  { url }: TropoProduct,
  login: FoundLogin,
  context: ServiceContext,
  { files }: TropoArchive = TROPO_ARCHIVE,
): Promise<ByteSource> {
  return openFarFile({ service: files, url, login }, context);
}
