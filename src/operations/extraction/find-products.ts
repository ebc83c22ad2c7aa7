import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { isAddress, publicAddress } from '../../io/bytes/address.ts';
import { openUrl } from '../../io/bytes/http-source.ts';
import type { GunwProduct } from '../../io/gunw/gunw-product.ts';
import { type GunwInterferogram, groupGunwProducts } from '../../io/gunw/interferograms.ts';
import { readGunwProduct } from '../../io/gunw/read-gunw.ts';
import { expandPattern, hasWildcard } from '../../loading/glob.ts';
import { fetchAll } from '../../services/fetch-all.ts';

export interface ProductSelection {
  /** files, patterns, addresses, or a list of them in a text file; several with commas between */
  readonly files: string;
  /** keep names with `-v` and this */
  readonly version?: string;
  /** oldest format of Sentinel-1 products: 1a, 1b, 1c */
  readonly format?: string;
}

/** Interferograms of the products that were given. What is left out is told to the log. */
export async function findInterferograms(
  selection: ProductSelection,
  context: Context,
): Promise<readonly GunwInterferogram[]> {
  const { log } = context;
  const paths = chosenPaths(selection, context);
  const found = await fetchAll('reading headers', paths, readHeader, context);
  const products: GunwProduct[] = [];
  for (const outcome of found) {
    if ('value' in outcome) products.push(outcome.value);
    // Of one file among many the others may do without it; what is wrong with all of them is an error.
    else if (paths.length === 1 || found.every((other) => 'error' in other)) throw outcome.error;
    else log.warn(`left out: ${outcome.error.message} ${outcome.error.remedy}`);
  }
  const wanted = withFormat(products, selection.format, context);
  const { interferograms, rejected } = groupGunwProducts(wanted);
  const gaps = rejected.filter(({ reason }) => reason === 'gap');
  for (const { message, reason } of rejected) {
    if (reason === 'gap') log.warn(message);
    else log.info(message);
  }
  log.info(
    `${interferograms.length} interferogram(s) of ${wanted.length - rejected.reduce((sum, one) => sum + one.products.length, 0)} product(s); left out: ${rejected.length - gaps.length} product(s), ${gaps.length} pair(s) with gaps`,
  );
  if (interferograms.length > 0) return interferograms;
  throw new FileError(
    `No interferogram is left of ${paths.length} product(s): ${rejected[0]?.message ?? 'none was read'}`,
    'Download the missing frames.',
  );
}

async function readHeader(path: string): Promise<GunwProduct> {
  if (!isAddress(path)) return readGunwProduct(path);
  return readGunwProduct(path, await openUrl(path));
}

function chosenPaths({ files, version }: ProductSelection, { log }: Context): string[] {
  const listed = files
    .split(',')
    .map((part) => part.trim().replace(/^(['"])(.*)\1$/, '$2'))
    .filter((part) => part !== '');
  const paths = [...new Set(listed.flatMap((part) => pathsOf(part)))];
  const others = paths.filter((path) => !/\.(nc|h5)$/i.test(publicAddress(path)));
  if (others.length > 0)
    log.warn(
      `left out ${others.length} file(s) that are neither .nc nor .h5: ${others.slice(0, 3).join(', ')}`,
    );
  const kept = paths
    .filter((path) => !others.includes(path))
    .filter(
      (path) =>
        version === undefined || basename(publicAddress(path)).includes(`-v${version.replace(/^v/, '')}`),
    );
  if (kept.length > 0) return kept;
  throw new FileError(
    paths.length === 0
      ? `${files}: no such file.`
      : `None of ${paths.length} file(s) is a product${version === undefined ? '' : ` of version ${version}`}.`,
    'Expected S1-GUNW-*.nc or NISAR_L2_*_GUNW_*.h5: check -f.',
  );
}

/** Most bytes of a list of products. */
const MOST_BYTES = 64 << 20;

function pathsOf(part: string): string[] {
  if (isAddress(part)) return [part];
  if (extname(part).toLowerCase() === '.txt') {
    const [list] = expandPattern(part, process.cwd());
    if (list === undefined) throw new FileError(`${part} does not exist.`, 'Check -f.');
    const text = readFileSync(list, 'utf8');
    if (text.length > MOST_BYTES) throw new FileError(`${list} is no list of products.`, 'Check -f.');
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    return lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => (isAddress(line) || existsSync(line) ? line : resolve(dirname(list), line)));
  }
  const found = expandPattern(part, process.cwd());
  if (found.length === 0 && !hasWildcard(part)) throw new FileError(`${part} does not exist.`, 'Check -f.');
  return found;
}

const FORMATS = ['1a', '1b', '1c'];

function withFormat(
  products: readonly GunwProduct[],
  least: string | undefined,
  { log }: Context,
): GunwProduct[] {
  if (least === undefined) return [...products];
  const from = FORMATS.indexOf(least.toLowerCase());
  if (from < 0) throw new OptionError(`"${least}" is no format of products.`, 'Write 1a, 1b or 1c.');
  const isNew = ({ format }: GunwProduct) => format === undefined || FORMATS.indexOf(format) >= from;
  for (const { name, format } of products.filter((product) => !isNew(product)))
    log.warn(`${name} is left out: its format is ${format}, older than ${least} (--nc_version)`);
  const kept = products.filter(isNew);
  if (kept.length > 0) return kept;
  throw new FileError(
    `All products have a format older than ${least}, ${products[0].name} among them.`,
    'Take them with --nc_version 1a.',
  );
}
