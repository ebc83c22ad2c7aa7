import { assertArgument } from '../../core/arguments.ts';
import { OptionError } from '../../core/errors.ts';
import { wktPolygon } from '../../core/geometry/footprint.ts';
import { askJson } from '../ask-json.ts';
import { EARTHDATA } from '../earthdata.ts';
import { statusError } from '../failures.ts';
import type { Service, ServiceContext } from '../service.ts';
import { BusyError, OfflineError } from '../service-errors.ts';
import { type FoundProducts, type GunwProduct, inOrder } from './gunw-product.ts';
import { type GunwSearch, isWanted, searchDays } from './gunw-search.ts';
import { parseSearchAnswer } from './search-answer.ts';
import { searchCatalogue } from './search-catalogue.ts';

/** Who answers for the GUNW products of ARIA and NISAR. */
export interface GunwArchive {
  /** NASA's catalogue, open to everybody */
  readonly catalogue: Service;
  /** the archive's own search, which is asked when the catalogue is away; open to everybody, too */
  readonly search: Service;
  /** checks logins, for the files */
  readonly logins: Service;
  /** hosts that may see a token; those of NASA unless given */
  readonly domains?: readonly string[];
}

/** The archives; the variables CMR_URL, ASF_URL and EARTHDATA_LOGIN_URL name others, such as NASA's for trials. */
export function gunwArchive(env: Readonly<Record<string, string | undefined>> = process.env): GunwArchive {
  const address = (variable: string, usual: string) => {
    const text = (env[variable]?.trim() || usual).replace(/\/+$/, '');
    if (/^https?:/.test(text) && URL.canParse(text)) return text;
    throw new OptionError(
      `The variable ${variable} is "${text}", which is no address.`,
      `Take it away to ask ${usual}.`,
    );
  };
  const logins = address('EARTHDATA_LOGIN_URL', EARTHDATA.address);
  return {
    catalogue: {
      name: "NASA's catalogue (CMR)",
      address: address('CMR_URL', 'https://cmr.earthdata.nasa.gov'),
    },
    search: {
      name: 'Alaska Satellite Facility',
      address: address('ASF_URL', 'https://api.daac.asf.alaska.edu'),
    },
    logins: { ...EARTHDATA, address: logins },
    ...(logins !== EARTHDATA.address && { domains: [new URL(logins).hostname] }),
  };
}

const MOST_BYTES = 256 << 20;

/**
 * Search the archive for GUNW products.
 *
 * @returns in the order of their dates
 * @throws {OptionError} without area and track  @throws {RunError} when the archive cannot be asked
 */
export async function searchGunw(
  search: GunwSearch,
  context: ServiceContext,
  archive: GunwArchive = gunwArchive(),
): Promise<GunwProduct[]> {
  assertArgument('searchGunw', 'search', search);
  const { box, tracks, mission = 'S1' } = search;
  if (box === undefined && !tracks?.length && mission === 'S1') {
    throw new OptionError('Neither area nor track of the products is given.', 'Give a box, tracks, or both.');
  }
  const { products, others } = await ask(search, context, archive);
  if (others.length > 0)
    context.log.warn(`${others.length} products that were found are no ${mission} GUNW, e.g. ${others[0]}`);
  const once = new Map(products.map((product) => [product.name, product]));
  return inOrder([...once.values()]).filter((product) => isWanted(product, search));
}

async function ask(
  search: GunwSearch,
  context: ServiceContext,
  archive: GunwArchive,
): Promise<FoundProducts> {
  try {
    return await searchCatalogue(archive.catalogue, search, context);
  } catch (error) {
    const isAway = error instanceof OfflineError || error instanceof BusyError;
    if (!isAway || (search.mission ?? 'S1') !== 'S1') throw error;
    context.log.warn(`${error.message} The archive's own search is asked instead.`);
    return askArchive(archive.search, search, context);
  }
}

async function askArchive(
  service: Service,
  search: GunwSearch,
  context: ServiceContext,
): Promise<FoundProducts> {
  const url = `${service.address}/services/search/param?${searchParameters(search)}`;
  const { status, json } = await askJson({ service, url, maxBytes: MOST_BYTES }, context);
  if (status !== 200) throw statusError(service, url, status, undefined);
  return parseSearchAnswer(json, 'S1', service.name);
}

/** Words of the archive's own search. */
export function searchParameters(search: GunwSearch): URLSearchParams {
  const { box, tracks, direction } = search;
  const words = new URLSearchParams({
    dataset: 'ARIA S1 GUNW',
    processingLevel: 'GUNW_STD',
    output: 'geojson',
  });
  if (tracks?.length) words.set('relativeOrbit', tracks.join(','));
  if (direction !== undefined) words.set('flightDirection', direction.toUpperCase());
  if (box !== undefined) words.set('intersectsWith', wktPolygon(box));
  const { from, to } = searchDays(search);
  if (from !== undefined) words.set('start', from);
  if (to !== undefined) words.set('end', to);
  return words;
}
