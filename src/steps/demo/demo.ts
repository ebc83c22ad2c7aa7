import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expandDates } from '../../config/index.ts';
import { assertArgument } from '../../core/arguments.ts';
import type { Context } from '../../core/context.ts';
import { type Scene, simulateScene } from '../../core/simulation/scene.ts';
import type { SceneChoices, SceneOptions } from '../../core/simulation/scene-options.ts';
import { compareVelocity, type TruthComparison } from '../../core/simulation/truth-comparison.ts';
import { requireNumber } from '../../io/attributes/typed.ts';
import { readGrid, readMask, readProduct } from '../../io/products/product.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { FILES } from '../../operations/work-files.ts';
import {
  refuseOtherStack,
  type WrittenStack,
  writeIsceStack,
} from '../../processors/isce/writer/stack-tree.ts';
import type { Plan } from '../plan.ts';
import { runWorkflow, type WorkflowResult } from '../run-workflow.ts';
import { drawTruthFigure } from './demo-figure.ts';

export interface DemoRequest {
  /** folder for raw products and results */
  readonly folder: string;
  readonly scene: SceneChoices;
  /** false: write the raw products and stop */
  readonly workflow?: boolean;
}

export interface DemoResult {
  readonly scene: Scene;
  readonly stack: WrittenStack;
  /** the same scene was there already: its raw products were left alone */
  readonly kept: boolean;
  /** absent when only raw products were asked for */
  readonly run?: {
    readonly workflow: WorkflowResult;
    readonly comparison: TruthComparison;
    /** estimated velocity beside the true one */
    readonly figure: string;
  };
}

/** What was simulated, kept beside the stack: the same scene need not be made twice. */
const SCENE_FILE = 'scene.json';

/** Simulate a stack, run the workflow on its raw products and compare the velocity with the truth: `mintsar demo`. */
export async function runDemo(request: DemoRequest, context: Context): Promise<DemoResult> {
  assertArgument('runDemo', 'request', request, { folder: 'text' });
  const folder = resolve(request.folder);
  const scene = simulateScene(request.scene);
  const { stack, kept } = await writeScene(scene, folder, context);
  if (request.workflow === false) return { scene, stack, kept };
  const workflow = await runWorkflow({ workDir: stack.workFolder, customFile: stack.template }, context);
  const { plan } = workflow;
  const { attributes } = await readProduct(plan.path(FILES.velocity));
  const reference = { y: requireNumber(attributes, 'REF_Y'), x: requireNumber(attributes, 'REF_X') };
  const [velocity, mask] = [
    await readGrid(plan.path(FILES.velocity), 'velocity'),
    await readMask(plan.path(FILES.maskTempCoh)),
  ];
  const used = usedDates(plan, scene);
  const comparison = compareVelocity(scene, velocity, mask, reference, used);
  const figure = plan.path(join('pic', 'velocity_truth.png'));
  await drawTruthFigure({ scene, velocity, mask, reference, used }, figure);
  return { scene, stack, kept, run: { workflow, comparison, figure } };
}

/** Write the raw products unless those of exactly this scene are there: update mode then finds nothing new. */
async function writeScene(
  scene: Scene,
  folder: string,
  context: Context,
): Promise<{ stack: WrittenStack; kept: boolean }> {
  const note = join(folder, SCENE_FILE);
  const options = JSON.stringify(scene.options);
  if (existsSync(note)) {
    const last = JSON.parse(readFileSync(note, 'utf8')) as { scene: SceneOptions; template: string };
    const stack: WrittenStack = {
      folder,
      workFolder: dirname(join(folder, last.template)),
      template: join(folder, last.template),
      truthFile: join(folder, 'truth.h5'),
    };
    const isThere = existsSync(stack.template) && existsSync(stack.truthFile);
    if (isThere && JSON.stringify(last.scene) === options) return { stack, kept: true };
  }
  refuseOtherStack(scene, folder);
  rmSync(note, { force: true }); // a stack that is not complete has no note
  const stack = await writeIsceStack(scene, folder, {
    progress: (done, total) => context.progress('simulating interferograms', done, total),
  });
  const content = { scene: scene.options, template: relative(folder, stack.template) };
  writeWhole(note, `${JSON.stringify(content, null, 1)}\n`);
  return { stack, kept: false };
}

/** Dates that took part in the velocity. */
function usedDates(plan: Plan, scene: Scene): string[] {
  const { excludeDate } = plan.config.timeFunc;
  const excluded = expandDates(excludeDate, (name) =>
    plan.hasFile(name) ? readFileSync(plan.path(name), 'utf8') : null,
  );
  return scene.dates.filter((date) => !excluded.includes(date));
}
