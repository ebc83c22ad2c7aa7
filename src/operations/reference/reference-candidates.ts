import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError, ReferencePointError } from '../../core/errors.ts';
import {
  type Candidate,
  type RankedCandidates,
  rankCandidates,
} from '../../core/timeseries/reference-candidates.ts';
import { isGeocoded } from '../../io/attributes/typed.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { type Place, placeOfPixel } from '../../io/products/place.ts';
import { type Product, readGrid, readMask, readProduct } from '../../io/products/product.ts';
import { geometryBeside } from '../geometry-beside.ts';
import { assertRequest } from '../request.ts';
import { FILES } from '../work-files.ts';
import { storedPixel } from './reference-point.ts';

export interface ReferenceCandidatesRequest {
  /** velocity with its standard deviation */
  readonly velocity: string;
  /** temporal coherence; `temporalCoherence.h5` beside the velocity unless given */
  readonly coherence?: string;
  /** where the point may be; `maskTempCoh.h5` beside the velocity unless given, null = everywhere */
  readonly mask?: string | null;
  /** file with heights; found near the velocity unless given */
  readonly geometry?: string;
  /** most candidates, 5 unless given */
  readonly count?: number;
}

export interface PlacedCandidate extends Candidate {
  /** degrees; undefined where no lookup table is known */
  readonly place: Place | undefined;
}

export interface ReferenceCandidates extends Omit<RankedCandidates, 'candidates' | 'present'> {
  readonly candidates: readonly PlacedCandidate[];
  readonly present: { readonly rank: number; readonly candidate: PlacedCandidate } | undefined;
  /** the line of a template that takes the best */
  readonly option: string;
}

/**
 * Places for the reference point of a scene, best first, with what speaks for them: `mintsar reference_candidates`.
 *
 * @throws {FileError} without temporal coherence @throws {ReferencePointError} when no place has coherent neighbours
 */
export async function findReferenceCandidates(
  request: ReferenceCandidatesRequest,
  context: Context,
): Promise<ReferenceCandidates> {
  assertRequest('findReferenceCandidates', request, context, ['velocity']);
  const product = await readProduct(request.velocity);
  const { length, width, datasets } = product;
  if (!datasets.has('velocity'))
    throw new FileError(
      `${request.velocity} holds no velocity.`,
      'Name the velocity of the scene: velocity.h5, geo/geo_velocity.h5.',
    );
  const coherence = request.coherence ?? beside(request.velocity, FILES.temporalCoherence);
  if (!existsSync(coherence))
    throw new FileError(`${coherence} is not there.`, 'Name the temporal coherence with -c.');
  const usual = beside(request.velocity, FILES.maskTempCoh);
  const mask = request.mask === undefined ? (existsSync(usual) ? usual : null) : request.mask;
  const geometry = request.geometry ?? geometryBeside(request.velocity);
  const isGiven = request.geometry !== undefined;
  const heights =
    geometry === undefined
      ? undefined
      : await (isGiven ? rasterOf(geometry, 'height', product) : optional(geometry, 'height', product));
  if (heights === undefined)
    context.log.warn(
      'no heights: nothing is said of them; give a geometry file with -g inputs/geometryRadar.h5',
    );
  const ranked = rankCandidates(
    {
      length,
      width,
      usable: mask === null ? new Uint8Array(length * width).fill(1) : await maskOf(mask, product),
      coherence: await rasterOf(coherence, undefined, product),
      velocity: await rasterOf(request.velocity, 'velocity', product),
      deviation: await optional(request.velocity, 'velocityStd', product),
      height: heights,
    },
    request.count ?? 5,
    storedPixel(product),
  );
  if (ranked.candidates.length === 0)
    throw new ReferencePointError(
      `No cell of ${ranked.side} x ${ranked.side} pixels of ${request.velocity} can be used for a half at least${mask === null ? '' : ` (${basename(mask)})`}.`,
      'Give another mask with -m, or -m no.',
    );
  const placed = async (candidate: Candidate) => ({
    ...candidate,
    place: await placeOfPixel(product, candidate),
  });
  const candidates: PlacedCandidate[] = [];
  for (const candidate of ranked.candidates) candidates.push(await placed(candidate));
  const present = ranked.present && {
    ...ranked.present,
    candidate: await placed(ranked.present.candidate),
  };
  return { ...ranked, candidates, present, option: optionOf(candidates[0], product) };
}

/** The workflow refers to pixels of its stack: one of a map that was made afterwards has another row and column. */
function optionOf({ y, x, place }: PlacedCandidate, { attributes }: Product): string {
  return isGeocoded(attributes) && place !== undefined
    ? `mintpy.reference.lalo = ${place.lat.toFixed(5)}, ${place.lon.toFixed(5)}`
    : `mintpy.reference.yx = ${y}, ${x}`;
}

/** A file of the workflow beside a product, of the same coordinates. */
function beside(product: string, name: string): string {
  return join(dirname(product), basename(product).startsWith('geo_') ? `geo_${name}` : name);
}

async function rasterOf(path: string, dataset: string | undefined, like: Product): Promise<Float32Array> {
  assertSameSize(like, await readProduct(path));
  return (await readGrid(path, dataset)).data;
}

async function maskOf(path: string, like: Product): Promise<Uint8Array> {
  assertSameSize(like, await readProduct(path));
  return (await readMask(path)).data;
}

async function optional(path: string, dataset: string, like: Product): Promise<Float32Array | undefined> {
  const { datasets, length, width } = await readProduct(path);
  const isAlike = length === like.length && width === like.width; // beside a cut-out lies the whole scene's
  return datasets.has(dataset) && isAlike ? rasterOf(path, dataset, like) : undefined;
}
