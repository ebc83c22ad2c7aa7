import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { WorkJournal } from '../../compute/work-journal.ts';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { Seam } from '../../core/unwrapping/stitch-frames.ts';
import {
  type AreaOptions,
  type ChosenArea,
  chooseArea,
  type ExtractArea,
  onMap,
} from '../../io/gunw/extraction-area.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import { makeFolders } from '../../io/make-folders.ts';
import { shareArray } from '../../loading/shared-array.ts';
import { runItems } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { meanBaselines, writeBaselines } from './baselines.ts';
import { findInterferograms, type ProductSelection } from './find-products.ts';
import { FinishedRasters } from './finished-rasters.ts';
import { writeFootprints } from './footprint-files.ts';
import { gacosJobs } from './gacos-jobs.ts';
import { makeHeights, makeMask, type TileAddresses, writeMask } from './ground.ts';
import { type Layer, needsHeights } from './layers.ts';
import type { ExtractArgs, RasterJob, RasterReport } from './raster-job.ts';
import { rasterJobs } from './raster-jobs.ts';
import { type PairSeams, tellSeams, writeSeams } from './seam-report.ts';
import { writeStacks } from './stacks.ts';

export interface ExtractRequest extends ProductSelection, AreaOptions {
  /** made when it is not there */
  readonly folder: string;
  readonly layers: readonly Layer[];
  /** weather models of the troposphere */
  readonly models: readonly string[];
  /** `download`, or a file; undefined: none */
  readonly dem?: string;
  /** `download`, or a file; undefined: none */
  readonly mask?: string;
  /** pixels whose mean amplitude (of NISAR, coherence) is lower are masked */
  readonly ampThreshold?: number;
  /** zenith delays of GACOS: folders, files or archives with commas between; needs incidenceAngle */
  readonly gacos?: string;
  /** whether pixels of component 0 lose their phase */
  readonly dropsUnreliable?: boolean;
  /** a set-up for time series: geometry once, mean baselines, stacks */
  readonly isSetup: boolean;
  readonly addresses?: TileAddresses;
}

/** What came of an extraction. */
export interface Extracted {
  readonly chosen: ChosenArea;
  readonly bperp: ReadonlyMap<string, number>;
  readonly stacks: readonly string[];
  readonly seams: readonly PairSeams[];
}

/**
 * Extract layers of GUNW products: frames of a pair stitched, cut to one grid, reduced, masked; geometry and delays at the heights of
 * the ground. Rasters that an earlier run has made of the same are kept.
 *
 * @throws {OptionError} {FileError} {MetadataError} before anything is written, as far as headers tell
 */
export async function extractGunw(request: ExtractRequest, context: Context): Promise<Extracted> {
  assertRequest('extractGunw', request, context, ['files', 'folder']);
  const { folder, layers, isSetup, models } = request;
  const { log } = context;
  const needing = layers.find(needsHeights);
  if (needing !== undefined && request.dem === undefined)
    throw new OptionError(
      `${needing} depends on the height of the ground, and no elevation model is given.`,
      'Give one with -d FILE, or -d download.',
    );
  if (request.gacos !== undefined && !layers.includes('incidenceAngle'))
    throw new OptionError(
      'Delays of GACOS need the incidence angle, which is no layer of this extraction.',
      'Add incidenceAngle to the layers (-l).',
    );
  const isTropo = layers.some((layer) => layer.startsWith('troposphere'));
  if (isTropo !== models.length > 0)
    throw new OptionError(
      isTropo
        ? 'Layers of the troposphere are asked for without a weather model.'
        : 'A weather model is given, and no layer of the troposphere.',
      isTropo ? 'Name one with -tm, e.g. -tm HRRR.' : 'Ask for troposphereTotal with -l, or leave -tm out.',
    );
  const pairs = await findInterferograms(request, context);
  const chosen = chooseArea(pairs, request);
  for (const { message } of chosen.rejected) log.warn(message);
  const { area, kept } = chosen;
  const { grid } = area;
  log.info(
    `${kept.length} pair(s), ${grid.length} x ${grid.width} pixels of ${grid.xStep} ${area.crs.isProjected ? 'm' : 'degrees'} (EPSG:${area.crs.epsg})`,
  );
  makeFolders(folder);
  writeFootprints(folder, chosen);
  const usedModels = isTropo ? modelsOf(kept, models, context) : [];
  const list = rasterJobs(kept, {
    folder,
    layers,
    models: usedModels,
    isSetup,
    dropsUnreliable: request.dropsUnreliable === true,
  });
  for (const warning of list.warnings) log.warn(warning);
  const found = layers.includes('unwrappedPhase')
    ? new SharedArrayBuffer(grid.length * grid.width)
    : undefined;
  const bare: ExtractArgs = { ...area, found, blockBytes: blockBytes(context) };
  const heights =
    request.dem === undefined
      ? undefined
      : shareArray(await makeHeights(request.dem, area, folder, request.addresses ?? {}, context));
  const mask = await maskOf(request, kept, bare, context);
  const args: ExtractArgs = { ...bare, ...(mask && { mask }), ...(heights && { heights }) };
  const reports = await makeRasters('extracting', list.rasters, args, folder, context);
  if (isSetup) clearViews(folder, list.cubes);
  await makeRasters('interpolating', list.cubes, args, folder, context);
  if (request.gacos !== undefined) {
    const incidenceOf = (pair: string) => join(folder, 'incidenceAngle', isSetup ? kept[0].pair : pair);
    const { dates, pairs: both } = await gacosJobs(request.gacos, kept, folder, incidenceOf, context);
    await makeRasters('delays of GACOS', dates, args, folder, context);
    await makeRasters('their differences', both, args, folder, context);
  }
  const bperp = await meanBaselines(kept, list.cubes, folder, context);
  const seams = list.rasters.flatMap((job, k): PairSeams[] =>
    job.kind === 'phase' && reports[k].seams !== undefined ? [seamsOf(kept, job.path, reports[k], area)] : [],
  );
  tellSeams(seams, context);
  if (seams.length > 0) writeSeams(folder, seams);
  tellEmpty(list.rasters, reports, context);
  if (!isSetup) return { chosen, bperp, stacks: [], seams };
  writeBaselines(folder, bperp);
  const stacks = writeStacks({ folder, area, pairs: kept, bperp, models: usedModels });
  for (const path of stacks) log.info(`wrote ${path}`);
  return { chosen, bperp, stacks, seams };
}

/** Weather models that products have. */
function modelsOf(
  pairs: readonly GunwInterferogram[],
  wanted: readonly string[],
  { log }: Context,
): string[] {
  const isThere = (model: string) =>
    pairs.some(({ frames }) => frames.some(({ troposphere }) => model in troposphere));
  const missing = wanted.filter((model) => !isThere(model));
  if (missing.length > 0)
    log[missing.length === wanted.length ? 'warn' : 'info'](
      `no product has the troposphere of ${missing.join(', ')}: left out`,
    );
  return wanted.filter(isThere);
}

/** What a block of rows may take: of the memory of all threads, and not more than caches like. */
function blockBytes({ maxMemory, workers }: Pick<Context, 'maxMemory' | 'workers'>): number {
  return Math.min(96 << 20, maxMemory / (4 * workers));
}

async function maskOf(
  request: ExtractRequest,
  pairs: readonly GunwInterferogram[],
  args: ExtractArgs,
  context: Context,
) {
  const { mask: file, ampThreshold, folder } = request;
  if (file === undefined && ampThreshold === undefined) return undefined;
  const own = file === undefined ? undefined : await makeMask(file, args, request.addresses ?? {}, context);
  const values = own?.values ?? new Uint8Array(args.grid.length * args.grid.width).fill(1);
  if (ampThreshold !== undefined) {
    const path = join(folder, 'mask', 'avgamplitude');
    const isNisar = pairs[0].frames[0].mission === 'NISAR';
    const job: RasterJob = {
      kind: 'mean',
      path,
      layer: isNisar ? 'coherence' : 'amplitude',
      pairs: pairs.map(({ frames }) => frames),
    };
    await makeRasters('averaging amplitudes', [job], args, folder, context);
    const bytes = readFileSync(path);
    const mean = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    for (let i = 0; i < values.length; i++) if (!(mean[i] >= ampThreshold)) values[i] = 0;
  }
  await writeMask(join(folder, 'mask', own?.name ?? 'watermask.msk'), args, values);
  return shareArray(values);
}

/** Make rasters by all threads. @returns what is told of each, in their order */
async function makeRasters(
  label: string,
  jobs: readonly RasterJob[],
  args: ExtractArgs,
  folder: string,
  context: Context,
): Promise<RasterReport[]> {
  const finished = new FinishedRasters(folder);
  const known = jobs.map((job) => finished.lookUp(job, args));
  const todo = jobs.filter((_, k) => known[k] === undefined);
  if (todo.length < jobs.length)
    context.log.info(
      `${label}: ${jobs.length - todo.length} of ${jobs.length} rasters are there from an earlier run`,
    );
  if (args.found !== undefined)
    jobs.forEach((job, k) => {
      if (job.kind === 'phase' && known[k] !== undefined) markFound(job.path, new Uint8Array(args.found!));
    });
  const reports = new Map<RasterJob, RasterReport>();
  const bytes = 8 * args.full.length * args.full.width;
  await runItems(
    {
      label,
      unit: 'rasters',
      sizeOf: () => 1,
      items: todo,
      size: { bytes: bytes * todo.length, bytesPerItem: 2 * args.blockBytes, bytesPerThread: 16 << 20 },
      journal: new WorkJournal<RasterJob>([], undefined, ({ path }) => path),
      kernel: 'extractRaster',
      args: () => args,
      collect(job: RasterJob, report: RasterReport) {
        reports.set(job, report);
        finished.finish(job, args, report);
      },
    },
    context,
  );
  return jobs.map((job, k) => known[k] ?? reports.get(job)!);
}

/** Which pixels have a phase, of a raster that is there. */
function markFound(path: string, found: Uint8Array): void {
  const bytes = readFileSync(path);
  const phase = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let i = 0; i < phase.length; i++) if (phase[i] !== 0) found[i] = 1;
}

/** Loaders take the first file of a folder of geometry: none of an earlier run stays beside it. */
function clearViews(folder: string, jobs: readonly RasterJob[]): void {
  for (const layer of ['incidenceAngle', 'azimuthAngle', 'lookAngle']) {
    const place = join(folder, layer);
    if (!existsSync(place)) continue;
    const own = jobs.map(({ path }) => path).find((path) => path.startsWith(`${place}/`));
    for (const name of readdirSync(place))
      if (own === undefined || !join(place, name).startsWith(own))
        rmSync(join(place, name), { recursive: true });
  }
}

function seamsOf(
  pairs: readonly GunwInterferogram[],
  path: string,
  report: RasterReport,
  { grid, crs }: ExtractArea,
): PairSeams {
  const pair = path.replace(/^.*\//, '');
  const { frames } = pairs.find((one) => one.pair === pair)!;
  return {
    pair,
    frames: frames.map(({ name }) => name),
    footprints: frames.map(({ footprint }) => onMap(footprint, grid)),
    isProjected: crs.isProjected,
    seams: report.seams as readonly Seam[],
    apart: report.apart ?? [],
  };
}

function tellEmpty(jobs: readonly RasterJob[], reports: readonly RasterReport[], { log }: Context): void {
  const empty = jobs.filter((_, k) => reports[k].pixels === 0).map(({ path }) => path);
  if (empty.length > 0) log.warn(`${empty.length} raster(s) have no data: ${empty.slice(0, 3).join(', ')}`);
}
