import { basename } from 'node:path';
import { FileError, MetadataError } from '../../core/errors.ts';
import { isAddress, publicAddress } from '../../io/bytes/address.ts';
import { fetched } from '../../io/bytes/byte-source.ts';
import { FileIndex } from '../../io/files/file-index.ts';
import { GunwFile } from '../../io/gunw/gunw-file.ts';
import {
  type Frequency,
  frequenciesOf,
  gunwRoot,
  type NisarProduct,
  polarizationsOf,
  readGunw,
} from '../../io/gunw/nisar-product.ts';
import { openH5Source } from '../../io/hdf5/reader.ts';
import { overlap, type Placing } from '../../loading/grids/common-grid.ts';
import { type LoadOptions, nameOf, settingOf } from '../../loading/load-options.ts';
import { forEachFile, readFarHeader } from '../far-header.ts';

/** What all products of a stack offer: the polarisation is one for all. */
export interface GunwStack {
  /** in the order of their dates; frames of one pair beside one another, from north to south */
  readonly products: readonly NisarProduct[];
  readonly warnings: readonly string[];
}

/** What a file offers: a product by polarisation, the usual one first; undefined when it is no GUNW product. */
type Offer = ReadonlyMap<string, NisarProduct> | undefined;

/** The band to read, and how it was chosen. */
type Chosen = Pick<LoadOptions, 'frequency' | 'flags'>;

/**
 * Headers of the products of a stack, on this machine or on servers. Files that are no GUNW products are passed over with a warning.
 * @param index folder in which the structure of files on servers is saved
 * @throws {FileError} when a product has no phase at the frequency, or two are of the same pair
 */
export async function readProducts(
  paths: readonly string[],
  options: Pick<LoadOptions, 'frequency' | 'excluded' | 'frames' | 'flags'>,
  index: string,
): Promise<GunwStack> {
  const { frequency, excluded, frames = 'stitch' } = options;
  const warnings: string[] = [];
  const offered = new Map<string, ReadonlyMap<string, NisarProduct>>();
  const found = await forEachFile(paths, (path) => readOffer(path, options, index));
  for (const [k, path] of paths.entries()) {
    const own = found[k];
    if (own !== undefined) offered.set(path, own);
    else if (/_GUNW_/.test(basename(publicAddress(path))))
      throw new FileError(`${publicAddress(path)} holds no GUNW layers.`, 'Download the product again.');
    else warnings.push(`${publicAddress(path)} is no NISAR GUNW product: left out.`);
  }
  if (offered.size === 0)
    throw new FileError(
      `None of the ${paths.length} file(s) of ${nameOf(options, 'mintpy.load.unwFile')} is a NISAR GUNW product.`,
      'Expected NISAR_L2_*_GUNW_*.h5.',
    );
  const names = new Map([...offered].map(([path, own]) => [path, [...own.keys()]]));
  const polarization = commonPolarization(names, frequency);
  if (polarization !== 'HH')
    warnings.push(`The products have no HH in frequency${frequency}: ${polarization} is loaded.`);
  const products = [...offered.values()].map((own) => own.get(polarization)!);
  const wanted = products.filter((product) => !excluded.includes(pairOf(product)));
  if (wanted.length === 0)
    throw new FileError(
      'mintpy.load.excludePair leaves no product.',
      'Take pairs out of mintpy.load.excludePair.',
    );
  const sorted = wanted.sort((a, b) =>
    pairOf(a) < pairOf(b) ? -1 : pairOf(a) > pairOf(b) ? 1 : b.grid.yFirst - a.grid.yFirst,
  );
  refuseVersions(sorted, frames, nameOf(options, 'mintpy.load.unwFile'));
  return { products: sorted, warnings };
}

/** Pair of a product, the earlier date first. */
export function pairOf({ date1, date2 }: NisarProduct): string {
  return [date1, date2].sort().join('_');
}

async function readOffer(path: string, options: Chosen, index: string): Promise<Offer> {
  if (!isAddress(path)) {
    const file = new GunwFile(path);
    try {
      return offerOf(file, options);
    } finally {
      file.close();
    }
  }
  return readFarHeader(path, new FileIndex(index).open(path), async (source) => {
    const reader = await openH5Source(source);
    const offer = await fetched(source, () => offerOf(new GunwFile(reader), options));
    for (const { layers, mask, hasIonosphere } of offer?.values() ?? []) {
      const names = ['unwrappedPhase', 'coherenceMagnitude', 'connectedComponents'];
      if (hasIonosphere) names.push('ionospherePhaseScreen');
      await reader.locate([
        ...names.map((name) => `${layers}/${name}`),
        ...(mask === undefined ? [] : [mask]),
      ]);
    }
    const place = { path, fileVersion: source.version, index };
    return offer && new Map([...offer].map(([name, product]) => [name, { ...product, ...place }]));
  });
}

function offerOf(file: GunwFile, options: Chosen): Offer {
  const { frequency } = options;
  const root = gunwRoot(file);
  if (root === undefined) return undefined;
  const polarizations = polarizationsOf(file, root, frequency);
  if (polarizations.length > 0)
    return new Map(polarizations.map((name) => [name, readGunw(file, root, frequency, name)]));
  const others = frequenciesOf(file, root).map((one) => `frequency${one}`);
  throw new FileError(
    `${file.path}: no unwrapped phase in frequency${frequency} (found: ${others.join(', ') || 'none'}).`,
    others.length > 0
      ? `Set ${settingOf(options, 'mintpy.load.frequency', others[0].slice(-1))}, or leave the product out.`
      : 'Is it a GUNW product? Download it again if it is.',
  );
}

/** HH, or VV where no product has HH: pairs of different polarisations are not added up. */
function commonPolarization(offered: ReadonlyMap<string, readonly string[]>, frequency: Frequency): string {
  const all = [...offered.values()];
  const hasHH = all.some((found) => found.includes('HH'));
  const candidates = hasHH ? ['HH'] : [...new Set(all.flat())];
  const common = candidates.find((name) => all.every((found) => found.includes(name)));
  if (common !== undefined) return common;
  const [wanted] = candidates;
  const [path, found] = [...offered].find(([, names]) => !names.includes(wanted))!;
  throw new FileError(
    `${path}: no ${wanted} in frequency${frequency} (found: ${found.join(', ')}).`,
    `Leave it out of the stack: all products must have the same polarisation, and others have ${wanted}.`,
  );
}

/** Two products of one pair are frames of one track, or else nobody knows which one is meant. */
function refuseVersions(sorted: readonly NisarProduct[], frames: 'stitch' | 'no', unwFile: string): void {
  const of = ({ path, place }: NisarProduct) => `${basename(path)}${place === '' ? '' : ` (${place})`}`;
  const areOneFrame = (a: NisarProduct, b: NisarProduct) =>
    a.place === b.place || overlap(placingOf(a), placingOf(b)) > SAME_AREA;
  const areFrames = (a: NisarProduct, b: NisarProduct) => trackOf(a) === trackOf(b) && !areOneFrame(a, b);
  const twins = sorted.flatMap((one, k) =>
    sorted
      .slice(k + 1)
      .filter((other) => pairOf(other) === pairOf(one) && (frames === 'no' || !areFrames(one, other)))
      .map((other) => [one, other] as const),
  );
  if (twins.length === 0) return;
  const [[one, other]] = twins;
  throw new MetadataError(
    `Two products are of the pair ${twins.map(([a, b]) => `${pairOf(a)}: ${of(a)} and ${of(b)}`).join('; ')}.`,
    areOneFrame(one, other)
      ? 'Keep one version of it.'
      : `Load frames and tracks one at a time, with a pattern in ${unwFile} that matches one of them.`,
  );
}

function trackOf({ place, orbitDirection }: NisarProduct): string {
  return `${/track \d+/.exec(place)?.[0]} ${orbitDirection}`;
}

/** Share of a product that lies on another one when both are versions of one frame. */
const SAME_AREA = 0.9;

function placingOf({ grid, epsg }: NisarProduct): Placing {
  return { length: grid.length, width: grid.width, map: grid, crs: String(epsg) };
}
