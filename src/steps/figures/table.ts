import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ViewRequest } from '../../operations/figures/request.ts';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';

/** What a row of the table adds to the file: everything but what all figures of a run share. */
type Options = Omit<ViewRequest, 'file' | 'folder' | 'dpi' | 'theme' | 'update'>;

const GRAY: Options = { colormap: 'gray', vlim: [0, 1] };
const MASK: Options = {
  colormap: 'gray',
  colormapOptions: { lut: 2 },
  vlim: [-0.5, 1.5],
  colorbar: { ticks: [0, 1], extend: 'neither' },
};
const SERIES: Options = { unit: 'cm', wrap: [-5, 5], colormap: 'cmy', look: { axes: false } };
const WRAPPED_PHASE: Options = { names: ['unwrapPhase-'], zeroMask: true, wrap: true, colormap: 'cmy' };
const PHASE: Options = { names: ['unwrapPhase-'], zeroMask: true };
const COHERENCE: Options = { names: ['coherence-'], mask: null, vlim: [0, 1] };

/** The figures of a run: which files are drawn, and how. Files that are not there are passed over. */
export function figureTable(plan: Plan): ViewRequest[] {
  const { geometry, lookup, isGeocoded } = plan.loaded;
  const terrain = { dem: plan.path(geometry), mask: optional(plan, FILES.maskTempCoh) };
  const geoTerrain = {
    dem: optional(plan, `geo/geo_${geometry.replace(/^.*\//, '')}`) ?? undefined,
    mask: optional(plan, 'geo/geo_maskTempCoh.h5'),
  };
  const { weatherModel } = plan.config.troposphericDelay;
  const rows: [file: string, ...options: Options[]][] = [
    [
      FILES.velocity,
      { ...terrain, names: ['velocity'], search: false },
      { mask: terrain.mask, title: 'velocity_parameters' },
    ],
    [FILES.temporalCoherence, GRAY],
    [FILES.maskTempCoh, MASK],
    [FILES.avgSpatialCoh, GRAY],
    [FILES.maskConnComp, MASK],
    [geometry, {}],
    ...(lookup === undefined || lookup === geometry ? [] : [[lookup, {}] as [string, Options]]),
    [FILES.stack, WRAPPED_PHASE, PHASE, COHERENCE, { names: ['connectComponent-'], mask: null }],
    ...['unwrapPhase_bridging', 'unwrapPhase_phaseClosure', 'unwrapPhase_bridging_phaseClosure'].map(
      (name): [string, Options] => [FILES.stack, { names: [`${name}-`], zeroMask: true }],
    ),
    [FILES.avgPhaseVelocity, {}],
    ...timeseriesFiles(plan, '').map((name): [string, Options] => [name, SERIES]),
    ['geo/geo_maskTempCoh.h5', MASK],
    ['geo/geo_temporalCoherence.h5', GRAY],
    ['geo/geo_avgSpatialCoh.h5', GRAY],
    ['geo/geo_velocity.h5', { ...(isGeocoded ? {} : geoTerrain), names: ['velocity'] }],
    ...timeseriesFiles(plan, 'geo').map((name): [string, Options] => [name, SERIES]),
    [`velocity${weatherModel}.h5`, { mask: null }],
    [FILES.numInvIfgram, { mask: null }],
    [FILES.numPieces, { mask: null }],
    [FILES.ionStack, WRAPPED_PHASE, PHASE, COHERENCE],
  ];
  return rows
    .filter(([file]) => plan.hasFile(file))
    .flatMap(([file, ...options]) => options.map((option) => ({ ...option, file: plan.path(file) })));
}

function optional(plan: Plan, name: string): string | null {
  return plan.hasFile(name) ? plan.path(name) : null;
}

/** `timeseries.h5` and everything corrected from it, in order of corrections. */
function timeseriesFiles(plan: Plan, folder: string): string[] {
  const path = plan.path(folder);
  if (!existsSync(path)) return [];
  const pattern = folder === '' ? /^timeseries(_.*)?\.h5$/ : /^geo_timeseries.*\.h5$/;
  return readdirSync(path)
    .filter((name) => pattern.test(name))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .map((name) => join(folder, name));
}
