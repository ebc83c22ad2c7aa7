import type { Context } from '../../core/context.ts';
import { FileError, OptionError, ReferencePointError } from '../../core/errors.ts';
import { median, medianAbsoluteDeviation, rootMeanSquareError } from '../../core/stats/robust.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import { readGrid, readMask, readProduct } from '../../io/products/product.ts';
import { assertRequest } from '../request.ts';
import { readMotions } from './gnss-table.ts';

/** Velocities of a map beside those of GNSS stations along the same line of sight. */
export interface AgreementRequest {
  /** File of velocities, m/year. */
  readonly velocity: string;
  /** Table of stations that `view --show-gnss --gnss-comp` writes, m/year. */
  readonly table: string;
  readonly mask?: string;
  /** Station that both are relative to; unless given each keeps its own reference. */
  readonly reference?: string;
  readonly except?: readonly string[];
  /** Stations whose difference is more than so many times the robust standard deviation from the median count as outliers. */
  readonly cutoff?: number;
  readonly lookup?: string;
}

/** A station on a pixel with data. */
export interface ComparedStation {
  readonly site: string;
  readonly latitude: number;
  readonly longitude: number;
  /** m/year, relative to the reference station if there is one */
  readonly insar: number;
  readonly gnss: number;
  readonly isOutlier: boolean;
}

/** How well map and stations agree. */
export interface Agreement {
  readonly stations: readonly ComparedStation[];
  /** sqrt(sum of squared differences / (n - 1)) without outliers, m/year */
  readonly rmse: number;
}

/**
 * Compare a map of velocities with GNSS stations at their pixels.
 * @throws {FileError} for a table without stations  @throws {OptionError} for a reference station that is not in it
 * @throws {ReferencePointError} when no station lies on a pixel with data
 */
export async function compareVelocityWithGnss(
  request: AgreementRequest,
  context: Context,
): Promise<Agreement> {
  assertRequest('compareVelocityWithGnss', request, context, ['velocity', 'table']);
  const motions = readMotions(request.table).filter(({ velocity }) => Number.isFinite(velocity));
  if (motions.length === 0) {
    throw new FileError(
      `${request.table} is no table of GNSS stations with velocities, or is not there.`,
      'mintsar view velocity.h5 --show-gnss --gnss-comp enu2los writes one.',
    );
  }
  const product = await readProduct(request.velocity);
  const { data, shape } = await readGrid(request.velocity, 'velocity');
  const mask = request.mask === undefined ? undefined : await readMask(request.mask);
  if (request.mask !== undefined) assertSameSize(product, await readProduct(request.mask));
  const found: Omit<ComparedStation, 'isOutlier'>[] = [];
  let outside: unknown;
  for (const { site, latitude, longitude, velocity } of motions) {
    if (request.except?.includes(site)) continue;
    const pixel = await pixelOfPlace(product, { lat: latitude, lon: longitude }, request.lookup).catch(
      (error: unknown) => {
        if (!(error instanceof ReferencePointError)) throw error;
        outside = error;
        return undefined;
      },
    );
    const at = pixel === undefined ? -1 : pixel.y * shape[1] + pixel.x;
    const isKnown = at >= 0 && Number.isFinite(data[at]) && (mask === undefined || mask.data[at] !== 0);
    if (isKnown) found.push({ site, latitude, longitude, insar: data[at], gnss: velocity });
    else context.log.debug(`${site} lies on no pixel with data`);
  }
  if (found.length === 0) {
    throw new ReferencePointError(
      `No station of ${request.table} lies on a pixel of ${request.velocity} with data.`,
      outside instanceof ReferencePointError ? outside.message : 'Both must be of the same area.',
    );
  }
  return judged(relativeTo(found, request), request.cutoff ?? 5);
}

type Unjudged = readonly Omit<ComparedStation, 'isOutlier'>[];

function relativeTo(stations: Unjudged, { reference, table }: AgreementRequest): Unjudged {
  if (reference === undefined) return stations;
  const origin = stations.find(({ site }) => site === reference);
  if (origin === undefined) {
    throw new OptionError(
      `The reference station ${reference} of ${table} is not there, or lies on no pixel with data.`,
      `Choose one of ${stations.map(({ site }) => site).join(', ')}.`,
    );
  }
  return stations.map((one) => ({
    ...one,
    insar: one.insar - origin.insar,
    gnss: one.gnss - origin.gnss,
  }));
}

function judged(stations: Unjudged, cutoff: number): Agreement {
  const differences = stations.map(({ insar, gnss }) => insar - gnss);
  const center = median(differences);
  const most = cutoff * medianAbsoluteDeviation(differences, center);
  const all = stations.map((one, k) => ({ ...one, isOutlier: Math.abs(differences[k] - center) > most }));
  const kept = all.filter(({ isOutlier }) => !isOutlier);
  return {
    stations: all,
    rmse: rootMeanSquareError(
      kept.map(({ insar }) => insar),
      kept.map(({ gnss }) => gnss),
    ),
  };
}
