import { cpSync, existsSync, linkSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { ShapeError } from '../core/errors.ts';
import { makeFolders } from '../io/make-folders.ts';
import { readProduct } from '../io/products/product.ts';
import { stampOf } from '../io/products/provenance.ts';
import { writeWhole } from '../io/whole-file.ts';
import { viewFigure } from '../operations/figures/view.ts';
import { pixelPlaces } from '../operations/mapping/google-earth-places.ts';
import {
  MOST_LISTED,
  type VelocityChange,
  velocityChange,
} from '../operations/timeseries/velocity-change.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';
import { runWorkflow, type WorkflowRequest, type WorkflowResult } from './run-workflow.ts';

export interface UpdateRequest extends Pick<WorkflowRequest, 'workDir' | 'customFile' | 'end' | 'wait'> {
  /** a pixel has moved when its velocity changed by more than so many standard deviations */
  readonly sigmas: number;
}

export interface UpdateResult extends WorkflowResult {
  /** undefined when there is no earlier velocity, or it is as it was */
  readonly change?: VelocityChange;
  /** why nothing was compared, as a sentence */
  readonly uncompared?: string;
  /** velocityChange.h5, its picture and the list of pixels */
  readonly files: readonly string[];
}

/** The velocity before an update, until what became of it is told: also when the update is killed. */
const BEFORE = '.mintsar/velocity-before-update.h5';

/** Bring a work directory up to date, and tell which velocities moved. */
export async function updateWorkflow(request: UpdateRequest, context: Context): Promise<UpdateResult> {
  const { sigmas, ...workflow } = request;
  const workDir = resolve(request.workDir);
  const [velocity, before] = [join(workDir, FILES.velocity), join(workDir, BEFORE)];
  if (existsSync(velocity) && !existsSync(before)) keepAside(velocity, before);
  const result = await runWorkflow(workflow, context);
  const told = await compared({ before, velocity, sigmas }, result.plan, context);
  rmSync(before, { force: true });
  return { ...result, ...told };
}

/** Another name for the file, which is made anew and leaves it as it is. */
function keepAside(file: string, name: string): void {
  makeFolders(dirname(name));
  try {
    linkSync(file, name);
  } catch {
    cpSync(file, name, { preserveTimestamps: true }); // a disk without hard links
  }
}

interface Comparison {
  readonly before: string;
  readonly velocity: string;
  readonly sigmas: number;
}

async function compared(
  { before, velocity, sigmas }: Comparison,
  plan: Plan,
  context: Context,
): Promise<Pick<UpdateResult, 'change' | 'uncompared' | 'files'>> {
  if (!existsSync(before))
    return { uncompared: `There was no ${FILES.velocity} before this run to compare with.`, files: [] };
  if (stampOf(before) === stampOf(velocity))
    return { uncompared: `${FILES.velocity} is as it was.`, files: [] };
  const mask = plan.hasFile(FILES.maskTempCoh) ? plan.path(FILES.maskTempCoh) : undefined;
  const outfile = plan.path('velocityChange.h5');
  let change: VelocityChange;
  try {
    change = await velocityChange({ before, after: velocity, outfile, mask, sigmas }, context);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    return { uncompared: `${FILES.velocity} has another size than before: nothing is compared.`, files: [] };
  }
  const list = plan.path('velocityChange.txt');
  writeWhole(list, await listOf(change, outfile, sigmas));
  const picture = plan.path('pic/velocityChange.png');
  await viewFigure(
    {
      file: outfile,
      names: ['velocityChange'],
      mask: mask ?? null,
      outfiles: [picture],
      folder: plan.path('pic'),
    },
    { ...context, log: { ...context.log, info: context.log.debug } },
  );
  return { change, files: [outfile, picture, list] };
}

/** A line for every pixel that moved, with its place where that is known. */
async function listOf({ numMoved, largest }: VelocityChange, file: string, sigmas: number): Promise<string> {
  const places = await pixelPlaces(await readProduct(file)).catch(() => undefined);
  const mm = (value: number) => (1000 * value).toFixed(2);
  const degrees = (value: number | undefined) => (value === undefined ? 'NaN' : value.toFixed(5));
  const title = [
    `# ${numMoved} pixels whose velocity changed by more than ${sigmas} standard deviations, largest first`,
    ...(numMoved > MOST_LISTED ? [`# the first ${MOST_LISTED} of them`] : []),
    '# y x latitude longitude before after change sigma [mm/year] change/sigma',
  ];
  const lines = largest.map(({ y, x, before, after, sigma, ratio }) =>
    [
      ...[y, x, degrees(places?.latitude(y, x)), degrees(places?.longitude(y, x))],
      ...[mm(before), mm(after), mm(after - before), mm(sigma), ratio.toFixed(2)],
    ].join(' '),
  );
  return `${[...title, ...lines].join('\n')}\n`;
}
