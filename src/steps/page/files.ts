import { readdirSync, statSync } from 'node:fs';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';

/** A file of the work directory that is worth a link. */
export interface LinkedFile {
  /** relative to the work directory, with `/` */
  readonly name: string;
  readonly what: string;
  readonly bytes: number;
}

/** The products that are there, the ones to go on with first. */
export function productFiles(plan: Plan): LinkedFile[] {
  const series = plan.timeseriesChain();
  const isGeocoded = plan.loaded.isGeocoded;
  const rows: [name: string, what: string][] = [
    ...(isGeocoded ? [] : ([[plan.mapFile(FILES.velocity), 'velocity on the map']] as [string, string][])),
    [plan.mapFile(FILES.velocity).replace(/\.h5$/, '.kmz'), 'velocity for Google Earth'],
    [FILES.velocity, 'velocity and the other fitted functions of time'],
    ...(isGeocoded
      ? []
      : ([[plan.mapFile(plan.finalTimeseries), 'displacement on the map']] as [string, string][])),
    ...series
      .map((name, k): [string, string] => [
        name,
        k === series.length - 1
          ? 'displacement per date, all corrections made'
          : 'displacement per date, on the way',
      ])
      .reverse(),
    [FILES.temporalCoherence, 'reliability of each pixel'],
    [FILES.maskTempCoh, 'reliable pixels'],
    [FILES.demErr, 'height error'],
    [FILES.avgSpatialCoh, 'mean coherence of the interferograms'],
    [FILES.numTriplets, 'triplets that do not close: unwrapping errors'],
    [FILES.referenceDate, 'date with the least noise'],
    [FILES.excludeDate, 'noisy dates'],
    [FILES.corrections, 'what the corrections did to the noise of each date'],
    [FILES.stack, 'interferograms as loaded'],
    [plan.loaded.geometry, 'height, angles and distances'],
    ['smallbaselineApp.cfg', 'options of this work directory'],
  ];
  const names = new Set<string>();
  const archives = readdirSync(plan.project.workDir)
    .filter((name) => name.endsWith('.he5'))
    .map((name): [string, string] => [name, 'archive in HDF-EOS5']);
  return [...rows, ...archives].flatMap(([name, what]) => {
    if (names.has(name) || !plan.hasFile(name)) return [];
    names.add(name);
    return [{ name, what, bytes: statSync(plan.path(name)).size }];
  });
}

/** Names of the figures in `pic/`. */
export function figureFiles(plan: Plan): string[] {
  if (!plan.hasFile('pic')) return [];
  return readdirSync(plan.path('pic'))
    .filter((name) => /\.(png|pdf|svg)$/.test(name))
    .sort();
}
