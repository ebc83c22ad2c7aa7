import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { type GnssSource, gnssFileNames } from '../../services/gnss/gnss-sources.ts';
import type { ServiceContext } from '../../services/service.ts';
import { compareGnss, type GnssComparisonRequest } from './compare-gnss.ts';
import { misfitOf } from './gnss-table.ts';

/** How far series before and after a correction are from the same GNSS stations: root mean squares, m and m/year. */
export interface GnssMisfit {
  readonly source: GnssSource;
  readonly numStation: number;
  readonly before: { readonly rmse: number; readonly velocity: number };
  readonly after: { readonly rmse: number; readonly velocity: number };
}

const SOURCES: readonly GnssSource[] = ['UNR', 'ESESES', 'SIDESHOW', 'GENERIC'];

/**
 * Misfit of two series to the stations whose files are in a folder. Nothing is fetched.
 * @returns undefined without such files, and without two stations that both series reach
 */
export async function gnssMisfit(
  [before, after]: readonly [string, string],
  folder: string,
  request: Pick<GnssComparisonRequest, 'geometry' | 'lookup'>,
  context: Context,
): Promise<GnssMisfit | undefined> {
  const source = SOURCES.find((one) => {
    const { list, folder: series } = gnssFileNames(one);
    return existsSync(join(folder, list)) && existsSync(join(folder, series));
  });
  if (source === undefined) return undefined;
  const silent = { ...context.log, info: context.log.debug, warn: context.log.debug };
  const offline: Partial<ServiceContext> = {
    fetch: () => Promise.reject(new TypeError('a correction fetches no stations')),
    retry: { attempts: 1 },
  };
  const quiet = { ...context, ...offline, log: silent, progress: () => {} };
  try {
    const first = await compareGnss({ ...request, timeseries: before, source, folder }, quiet);
    const sites = first.stations.map(({ site }) => site);
    const same = { ...request, source, folder, sites, reference: first.reference, refDate: first.refDate };
    const second = await compareGnss({ ...same, timeseries: after }, quiet);
    const [from, to] = [misfitOf(first), misfitOf(second)];
    if (from.count === 0 || to.count !== from.count) return undefined;
    return {
      source,
      numStation: from.count,
      before: { rmse: from.rmse, velocity: from.velocity },
      after: { rmse: to.rmse, velocity: to.velocity },
    };
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    context.log.debug(`no misfit to GNSS stations: ${error.message}`);
    return undefined;
  }
}
