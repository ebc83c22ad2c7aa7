import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { releaseMemory } from '../../compute/release-memory.ts';
import type { Context } from '../../core/context.ts';
import { MintsarError, RunError } from '../../core/errors.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { makeFolder } from '../../io/write-error.ts';
import { drawAmbiguityFigure } from '../../operations/figures/ambiguity.ts';
import { drawNetworkFigures } from '../../operations/figures/network-figures.ts';
import type { ViewRequest, ViewResult } from '../../operations/figures/request.ts';
import { viewFigure } from '../../operations/figures/view.ts';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';
import { RunRecord } from '../record.ts';
import { figureTable } from './table.ts';

/** Folder of what the figures of the stack keep for the next time. */
const DRAWINGS = '.mintsar/drawn';

/**
 * Draw the figures of all results into `pic/`, and copy texts and KMZ files there: the folder to look through after a
 * run. Figures younger than their data and drawn with the same options are left alone. A figure that fails is a warning,
 * never a failed run.
 *
 * @returns the figures that are in place, in the order of the table
 */
export async function drawFigures(plan: Plan, context: Context): Promise<string[]> {
  const started = Date.now();
  const folder = plan.path('pic');
  makeFolder(folder);
  const { dpi, maxMemory, style } = plan.config.plot;
  const theme = style ?? undefined;
  const limited: Context = {
    ...context,
    log: { ...context.log, info: context.log.debug },
    // A run that is to stay small draws within the same bounds as it computes.
    maxMemory: Math.min(maxMemory * 2 ** 30, context.maxMemory),
  };
  const record = new RunRecord(plan);
  const drawings = plan.path(DRAWINGS);
  const isStack = ({ file }: ViewRequest) => file === plan.path(FILES.stack);
  const requests = await presentOnly(figureTable(plan));
  const ambiguity = plan.path(FILES.numTriplets);
  const total = requests.length + 1 + (existsSync(ambiguity) ? 1 : 0);
  const kept = new Map<string, readonly string[]>();
  const files: string[] = [];
  let done = 0;
  let drawn = 0;
  const attempt = async (what: string, draw: () => Promise<readonly string[]>) => {
    if (context.signal?.aborted) throw new RunError('Stopped while drawing figures.');
    try {
      files.push(...(await draw()));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const remedy = error instanceof MintsarError ? ` ${error.remedy}` : '';
      context.log.warn(`no figure of ${what}: ${error.message}${remedy}`);
    }
    // Early: what many figures leave behind in small pieces is not given back to the system for good.
    await releaseMemory({ maxMemory: limited.maxMemory / 4 });
    context.progress('figures', ++done, total);
  };
  const count = (result: ViewResult) => {
    if (result.drawn) drawn += result.files.length;
    return result.files;
  };
  context.progress('figures', 0, total);
  for (const row of requests) {
    const request = { ...row, folder, dpi, theme };
    const key = keyOf(request);
    await attempt(nameOf(plan, request), async () => {
      const update = record.isDrawn(key, [request.file]);
      const keep = isStack(request) ? join(drawings, key) : undefined;
      const result = await viewFigure({ ...request, update, keep }, limited);
      kept.set(key, [request.file]);
      return count(result);
    });
  }
  /** Charts younger than their data are good when they came in the same style. */
  const chart = async (inputs: readonly string[], draw: (update: boolean) => Promise<ViewResult>) => {
    const key = keyOf({ inputs, theme });
    const result = await draw(record.isDrawn(key, inputs));
    kept.set(key, inputs);
    return count(result);
  };
  if (existsSync(ambiguity)) {
    await attempt(FILES.numTriplets, () =>
      chart([ambiguity], (update) =>
        drawAmbiguityFigure({ file: ambiguity, folder, dpi, theme, update }, limited),
      ),
    );
  }
  await attempt('the network', () => {
    const [stack, coherence] = [plan.path(FILES.stack), plan.path(FILES.coherenceText)];
    return chart([stack, coherence], (update) =>
      drawNetworkFigures({ stack, coherence, folder, theme, update }, limited),
    );
  });
  record.keepFigures(kept);
  if (existsSync(drawings))
    for (const name of readdirSync(drawings))
      if (!kept.has(name)) rmSync(join(drawings, name), { force: true });
  copyInto(folder, plan);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  context.log.info(
    `figures: ${drawn} drawn, ${files.length - drawn} up to date, in ${folder} (${seconds} s)`,
  );
  return files;
}

/** Rows of the table whose dataset is in the file: corrected phases exist after their step alone. */
async function presentOnly(requests: readonly ViewRequest[]): Promise<ViewRequest[]> {
  const present: ViewRequest[] = [];
  for (const request of requests) {
    const names = (request.names ?? []).filter((name) => name.endsWith('-')).map((name) => name.slice(0, -1));
    const isThere =
      names.length === 0 ||
      (await withH5(request.file, ({ datasets }) => names.every((name) => datasets.has(name))).catch(
        () => true,
      ));
    if (isThere) present.push(request);
  }
  return present;
}

function nameOf(plan: Plan, { file, names }: ViewRequest): string {
  return [plan.name(file), ...(names ?? []).map((name) => name.replace(/-$/, ''))].join(' ');
}

function keyOf(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 20);
}

/** Copies of the texts, overlays and charts that steps leave in the work directory. */
function copyInto(folder: string, plan: Plan): void {
  for (const place of ['.', 'geo']) {
    const path = plan.path(place);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path)) {
      const wanted = place === '.' ? /\.(txt|kmz)$/ : /\.kmz$/;
      if (wanted.test(name) || isStepChart(name)) copyNewer(join(path, name), join(folder, basename(name)));
    }
  }
}

function isStepChart(name: string): boolean {
  return /^(rms_.*\.pdf|numTriNonzeroIntAmbiguity.*\.(png|pdf))$/.test(name);
}

function copyNewer(from: string, to: string): void {
  const { mtime, atime, size, mtimeMs } = statSync(from);
  if (existsSync(to) && statSync(to).mtimeMs >= mtimeMs && statSync(to).size === size) return;
  copyFileSync(from, to);
  utimesSync(to, atime, mtime);
}
