import { MS_PER_DAY, parseDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import {
  growRegion,
  intersectRegions,
  type Region,
  regionArea,
  unionRegions,
} from '../../core/geometry/region.ts';
import { compareVersions } from './gunw-name.ts';
import { type GunwProduct, pairName } from './gunw-product.ts';

/** Frames of one interferogram, from north to south. */
export interface GunwInterferogram {
  /** `20200113_20200101`: the later date first, of its first frame */
  readonly pair: string;
  readonly frames: readonly GunwProduct[];
  /** of all frames, degrees */
  readonly footprint: Region;
}

/** A product, or a pair of them, that is not used, and why. */
export interface GunwRejection {
  readonly reason: 'old version' | 'duplicate' | 'gap';
  readonly pair: string;
  readonly products: readonly GunwProduct[];
  /** one sentence for users */
  readonly message: string;
}

export interface GunwGroups {
  /** in the order of their names */
  readonly interferograms: readonly GunwInterferogram[];
  readonly rejected: readonly GunwRejection[];
}

/** Share of the smaller footprint from which on two products of the same dates show the same. */
const SAME = 0.9;
/** Degrees between frames that lie side by side: a pixel. */
const TOUCH = 1e-3;
/** ms between neighbouring frames of one pass, which may cross midnight: far less than a revisit of the next day. */
const PASS_MS = 3_600_000;

/**
 * Put products together to interferograms. Of a pair that has versions 2 and 3 the old ones go, of two products that show the same
 * the older version goes. Products whose dates are at most a day apart and that touch on the ground are frames of one
 * interferogram; a pair whose frames do not hang together is rejected as a whole.
 *
 * @param products of one mission, track and direction
 * @throws {MetadataError} when they are of several
 */
export function groupGunwProducts(products: readonly GunwProduct[]): GunwGroups {
  assertOneTrack(products);
  const rejected: GunwRejection[] = [];
  const current = distinct(withoutOldVersions([...products].sort(inOrder), rejected), rejected);
  const groups: GunwProduct[][] = [];
  for (const product of current) {
    // A pass that crosses midnight has frames of two pairs; all others have one.
    const meeting = groups.filter((frames) => frames.some((frame) => isNextTo(frame, product)));
    const joined = [...meeting.flat(), product];
    for (const group of meeting) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  }
  const interferograms: GunwInterferogram[] = [];
  const torn = new Set(
    [...new Set(groups.flat().map(pairName))].filter(
      (pair) => groups.filter((frames) => frames.some((frame) => pairName(frame) === pair)).length > 1,
    ),
  );
  const gaps = groups.filter((frames) => frames.some((frame) => torn.has(pairName(frame))));
  for (const pair of torn) {
    const frames = gaps.flat().filter((frame) => pairName(frame) === pair);
    if (frames.length > 0)
      rejected.push({
        reason: 'gap',
        pair,
        products: frames,
        message: `${pair} is left out: there is a gap between its ${frames.length} frames (${frames.map(({ name }) => name).join(', ')}).`,
      });
  }
  for (const frames of groups) {
    if (gaps.includes(frames)) continue;
    const sorted = frames.sort((a, b) => centre(b) - centre(a));
    interferograms.push({
      pair: pairName([...frames].sort(inOrder)[0]),
      frames: sorted,
      footprint: unionRegions(sorted.map(({ footprint }) => footprint)),
    });
  }
  return {
    interferograms: interferograms.sort((a, b) => (a.pair < b.pair ? -1 : 1)),
    rejected,
  };
}

function assertOneTrack(products: readonly GunwProduct[]): void {
  const [first] = products;
  const other = products.find(
    ({ mission, track, direction }) =>
      mission !== first.mission || track !== first.track || direction !== first.direction,
  );
  if (other === undefined) return;
  const told = ({ mission, track, direction, name }: GunwProduct) =>
    `${name} (${mission}, track ${track}, ${direction.toLowerCase()})`;
  throw new MetadataError(
    `The products are of several missions or tracks: ${told(first)} and ${told(other)}.`,
    'Extract them one after the other, each into a folder of its own.',
  );
}

function centre({ footprint, grid }: GunwProduct): number {
  if (footprint.length === 0) return grid.yFirst + (grid.length / 2) * grid.yStep;
  const ys = footprint.flatMap((ring) => ring.map((corner) => corner[1]));
  return (Math.min(...ys) + Math.max(...ys)) / 2;
}

function inOrder(a: GunwProduct, b: GunwProduct): number {
  const [x, y] = [a, b].map(pairName);
  if (x !== y) return x < y ? -1 : 1;
  return centre(a) - centre(b) || a.time - b.time || (a.name < b.name ? -1 : 1);
}

function withoutOldVersions(products: readonly GunwProduct[], rejected: GunwRejection[]): GunwProduct[] {
  const major = ({ mission, version }: GunwProduct) =>
    mission === 'NISAR' ? 3 : Number(version.split(/[_.]/)[0]);
  const latest = new Map<string, number>();
  for (const product of products) {
    const pair = pairName(product);
    latest.set(pair, Math.max(latest.get(pair) ?? 0, major(product)));
  }
  return products.filter((product) => {
    const pair = pairName(product);
    const isOld = major(product) < 3 && latest.get(pair)! >= 3;
    if (isOld)
      rejected.push({
        reason: 'old version',
        pair,
        products: [product],
        message: `${product.name} is left out: there is version ${latest.get(pair)} of the pair.`,
      });
    return !isOld;
  });
}

/** Of products of the same dates and ground the newest, else the largest, else the first. */
function distinct(products: readonly GunwProduct[], rejected: GunwRejection[]): GunwProduct[] {
  const kept: GunwProduct[] = [];
  const isBetter = (a: GunwProduct, b: GunwProduct) =>
    compareVersions(a.version, b.version) || regionArea(a.footprint) - regionArea(b.footprint);
  for (const product of products) {
    const at = kept.findIndex((other) => pairName(other) === pairName(product) && isSame(other, product));
    if (at < 0) {
      kept.push(product);
      continue;
    }
    const [winner, loser] = isBetter(product, kept[at]) > 0 ? [product, kept[at]] : [kept[at], product];
    kept[at] = winner;
    rejected.push({
      reason: 'duplicate',
      pair: pairName(product),
      products: [loser],
      message: `${loser.name} is left out: ${winner.name} shows the same.`,
    });
  }
  return kept;
}

function isSame(a: GunwProduct, b: GunwProduct): boolean {
  const common = regionArea(intersectRegions(a.footprint, b.footprint));
  return common > SAME * Math.min(regionArea(a.footprint), regionArea(b.footprint));
}

function isNextTo(a: GunwProduct, b: GunwProduct): boolean {
  // By their times, not by their dates alone: acquisitions of two days in a row are not one.
  const instant = (date: string, { time }: GunwProduct) => parseDate(date) + 1000 * time;
  if (Math.abs(instant(a.late, a) - instant(b.late, b)) > PASS_MS) return false;
  if (Math.abs(parseDate(a.early) - parseDate(b.early)) > MS_PER_DAY) return false;
  return intersectRegions(growRegion(a.footprint, TOUCH), b.footprint).length > 0;
}
