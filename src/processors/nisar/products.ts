import { basename } from 'node:path';
import { FileError, MetadataError } from '../../core/errors.ts';
import { GunwFile } from '../../io/gunw/gunw-file.ts';
import {
  type Frequency,
  frequenciesOf,
  gunwRoot,
  type NisarProduct,
  polarizationsOf,
  readGunw,
} from '../../io/gunw/nisar-product.ts';

/** What all products of a stack offer: the polarisation is one for all. */
export interface GunwStack {
  /** in the order of their dates */
  readonly products: readonly NisarProduct[];
  readonly warnings: readonly string[];
}

/**
 * Headers of the products of a stack. Files that are no GUNW products are passed over with a warning.
 * @throws {FileError} when a product has no phase at the frequency, or two are of the same pair
 */
export function readProducts(paths: readonly string[], frequency: Frequency): GunwStack {
  const warnings: string[] = [];
  const offered = new Map<string, readonly string[]>();
  for (const path of paths) {
    const found = withFile(path, (file) => {
      const root = gunwRoot(file);
      if (root === undefined) return undefined;
      const polarizations = polarizationsOf(file, root, frequency);
      if (polarizations.length > 0) return polarizations;
      const others = frequenciesOf(file, root).map((one) => `frequency${one}`);
      throw new FileError(
        `${path}: no unwrapped phase in frequency${frequency} (found: ${others.join(', ') || 'none'}).`,
        others.length > 0
          ? `Set mintpy.load.frequency = ${others[0].slice(-1)}, or leave the product out.`
          : 'Is it a GUNW product? Download it again if it is.',
      );
    });
    if (found !== undefined) offered.set(path, found);
    else if (/_GUNW_/.test(basename(path)))
      throw new FileError(`${path} holds no GUNW layers.`, 'Download the product again.');
    else warnings.push(`${path} is no NISAR GUNW product: left out.`);
  }
  if (offered.size === 0)
    throw new FileError(
      `None of the ${paths.length} file(s) of mintpy.load.unwFile is a NISAR GUNW product.`,
      'Expected NISAR_L2_*_GUNW_*.h5.',
    );
  const polarization = commonPolarization(offered, frequency);
  if (polarization !== 'HH')
    warnings.push(`The products have no HH in frequency${frequency}: ${polarization} is loaded.`);
  const products = [...offered.keys()].map((path) =>
    withFile(path, (file) => readGunw(file, gunwRoot(file)!, frequency, polarization)),
  );
  const pairOf = ({ date1, date2 }: NisarProduct) => [date1, date2].sort().join('_');
  const sorted = products.sort((a, b) => (pairOf(a) < pairOf(b) ? -1 : pairOf(a) > pairOf(b) ? 1 : 0));
  assertOneEach(sorted, pairOf);
  return { products: sorted, warnings };
}

function withFile<T>(path: string, read: (file: GunwFile) => T): T {
  const file = new GunwFile(path);
  try {
    return read(file);
  } finally {
    file.close();
  }
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

/** Two products of one pair are two frames that nobody has put together, or two versions. */
function assertOneEach(sorted: readonly NisarProduct[], pairOf: (product: NisarProduct) => string): void {
  const twice = sorted.findIndex((product, k) => k > 0 && pairOf(product) === pairOf(sorted[k - 1]));
  if (twice < 0) return;
  const [one, other] = [sorted[twice - 1], sorted[twice]];
  const of = ({ path, place }: NisarProduct) => `${basename(path)}${place === '' ? '' : ` (${place})`}`;
  throw new MetadataError(
    `Two products are of the pair ${pairOf(one)}: ${of(one)} and ${of(other)}.`,
    one.place === other.place
      ? 'Keep one version of it.'
      : 'Load frames and tracks one at a time, with a pattern in mintpy.load.unwFile that matches one of them.',
  );
}
