import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { withCluster } from '../cluster/with-cluster.ts';
import { releaseMemory } from '../compute/release-memory.ts';
import { type Config, openProject, type Project, workerCount } from '../config/index.ts';
import type { Context } from '../core/context.ts';
import { MintsarError, OptionError } from '../core/errors.ts';
import { nearestNames } from '../core/nearest-name.ts';
import { version } from '../io/files/version.ts';
import { inWorkDirectory } from '../io/files/work-directory.ts';
import { requireAttributes } from '../loading/required-attributes.ts';
import { withTemplate } from '../operations/mapping/hdfeos5-metadata.ts';
import { assertRequest } from '../operations/request.ts';
import type { ScatterMemory } from '../operations/scatter/series-scatter.ts';
import type { VelocityNoise } from '../operations/timeseries/velocity-noise.ts';
import { FILES } from '../operations/work-files.ts';
import { checkSteps } from './checks/check-steps.ts';
import { checkFolders } from './checks/folders.ts';
import { sceneOf } from './checks/scene.ts';
import { needsOf } from './load-sources.ts';
import { readLoadedFacts } from './loaded-facts.ts';
import { withMakerOf } from './missing-product.ts';
import { offsetsAlone } from './offsets-alone.ts';
import { type LoadedFacts, Plan } from './plan.ts';
import { RunRecord } from './record.ts';
import { STEPS } from './registry.ts';
import type { Step } from './step.ts';
import { type AskNoise, noiseOnce } from './summary/noise-once.ts';

export interface WorkflowRequest {
  readonly workDir: string;
  readonly customFile?: string | null;
  /** First and last step, or one step alone; all when left out. */
  readonly start?: string;
  readonly end?: string;
  readonly only?: string;
  /** Draw figures even after a single step; with `steps: false` draw them and run nothing. */
  readonly plot?: boolean;
  /** false: bring the template up to date, run no step. */
  readonly steps?: boolean;
  /** Wait for another run that is at work in this directory; else it is refused. */
  readonly wait?: boolean;
}

/** What happened to a step in this run. */
export interface StepOutcome {
  readonly name: string;
  readonly outcome: 'done' | 'up to date' | 'skipped';
  readonly seconds: number;
  /** files whose names it found as it ran, relative to the work directory */
  readonly files?: readonly string[];
  /** what it saw of the noise of the velocity */
  readonly noise?: VelocityNoise;
}

export interface WorkflowResult {
  readonly plan: Plan;
  readonly outcomes: readonly StepOutcome[];
  readonly figures: readonly string[];
  /** `index.html` of the work directory, when this run made it or found it current */
  readonly page?: string;
  /** asks for the noise of the velocity, which is looked at once */
  readonly noise?: AskNoise;
}

/** The steps from one to another, in the order of the workflow. */
export function selectSteps({
  start,
  end,
  only,
  steps,
}: Pick<WorkflowRequest, 'start' | 'end' | 'only' | 'steps'>): readonly Step[] {
  if (steps === false) return [];
  if (only !== undefined) return [STEPS[indexOf(only, '--dostep')]];
  const first = start === undefined ? 0 : indexOf(start, '--start');
  const last = end === undefined ? STEPS.length - 1 : indexOf(end, '--end');
  if (first > last) {
    throw new OptionError(`--start ${start} comes after --end ${end}.`, `The order is: ${names()}.`);
  }
  return STEPS.slice(first, last + 1);
}

function indexOf(name: string, flag: string): number {
  const index = STEPS.findIndex((step) => step.name === name);
  if (index >= 0) return index;
  const near = nearestNames(
    name,
    STEPS.map((step) => step.name),
  );
  throw new OptionError(
    `${flag} ${name}: there is no such step.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `The steps are: ${names()}.`,
  );
}

function names(): string {
  return STEPS.map((step) => step.name).join(', ');
}

/**
 * Run the workflow in a work directory: bring the template up to date, refuse what cannot be done before anything
 * runs, then do each step whose options or inputs have changed.
 *
 * @throws {OptionError} for a request without a work directory
 * @throws {LockedError} when another run is at work in the directory
 */
export async function runWorkflow(request: WorkflowRequest, context: Context): Promise<WorkflowResult> {
  assertRequest('runWorkflow', request, context, ['workDir']);
  const steps = selectSteps(request);
  const project = { workDir: request.workDir, customFile: request.customFile ?? null };
  openProject({ ...project, readOnly: true }); // a template that cannot be read leaves no trace
  const patience = { wait: request.wait, onWait: context.log.warn, signal: context.signal };
  return inWorkDirectory(resolve(request.workDir), patience, () => runSteps(steps, request, context));
}

async function runSteps(
  steps: readonly Step[],
  request: WorkflowRequest,
  context: Context,
): Promise<WorkflowResult> {
  const project = openProject({ workDir: request.workDir, customFile: request.customFile ?? null });
  for (const message of project.messages) context.log.info(message);
  for (const warning of project.warnings) context.log.warn(warning);
  let plan = await planOf(project);
  const limited = await withComputeOptions(context, project.config.compute);
  if (steps.length > 0) checkFolders(plan);
  const record = new RunRecord(plan);
  const [first] = steps;
  // What is loaded now may be replaced: then only what needs no data is checked here, the rest by load_data.
  const loads = first?.name === 'load_data' && record.staleness(first, plan) !== undefined;
  await checkAll(steps, loads ? new Plan(project) : plan, loads ? undefined : context);

  const outcomes: StepOutcome[] = [];
  const scatter: ScatterMemory = {};
  for (const step of steps) {
    // Everything after loading needs complete data: said before the first of those steps, not inside the fifth.
    if (step.name !== 'load_data' && outcomes.length === 0) plan = await requireLoaded(project, plan.facts);
    outcomes.push(await runStep(step, { plan, steps, record, scatter }, limited));
    if (step.name !== 'load_data') continue;
    plan = await afterLoading(project, steps);
    if (loads) await checkAll(steps, plan, context);
  }
  const wantsFigures = request.plot === true || (project.config.plot.enabled && steps.length > 1);
  let figures: readonly string[] = [];
  if (wantsFigures) {
    if (plan.facts === undefined) plan = await requireLoaded(project);
    const { drawFigures } = await import('./figures/figures.ts');
    figures = await drawFigures(plan, limited);
  }
  // A page that is there already must not tell of results that this run has changed.
  const wantsPage = wantsFigures || (outcomes.length > 0 && plan.hasFile(FILES.page));
  const noise = noiseOnce(plan, outcomes.find((outcome) => outcome.noise !== undefined)?.noise);
  return {
    plan,
    outcomes,
    figures,
    page: wantsPage ? await pageOf(plan, noise, limited) : undefined,
    noise,
  };
}

/** Bring the page of the work directory up to date; one that cannot be made is a warning, never a failed run. */
async function pageOf(plan: Plan, noise: AskNoise, context: Context): Promise<string | undefined> {
  try {
    const { writePage } = await import('./page/write-page.ts');
    await writePage(plan, context, noise);
    return plan.path(FILES.page);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const remedy = error instanceof MintsarError ? ` ${error.remedy}` : '';
    context.log.warn(`no ${FILES.page}: ${error.message}${remedy}`);
    return undefined;
  }
}

/**
 * The memory and threads that the template allows: all cores unless it says `cluster = local` and how many; or the scheduler that it
 * names.
 */
async function withComputeOptions(
  context: Context,
  { maxMemory, cluster, config, numWorker }: Config['compute'],
): Promise<Context> {
  const limited = { ...context, maxMemory: maxMemory * 2 ** 30 };
  if (cluster === null) return limited;
  if (cluster !== 'local') return withCluster({ cluster, config, numWorker }, limited);
  const { count, warning } = workerCount(numWorker, availableParallelism());
  if (warning !== null) context.log.warn(warning);
  return { ...limited, workers: count };
}

async function runStep(
  step: Step,
  {
    plan,
    steps,
    record,
    scatter,
  }: { plan: Plan; steps: readonly Step[]; record: RunRecord; scatter: ScatterMemory },
  context: Context,
): Promise<StepOutcome> {
  const { log } = context;
  const reason = step.skip?.(plan);
  if (reason !== undefined) {
    log.info(`${step.name}: skipped, ${reason}`);
    return { name: step.name, outcome: 'skipped', seconds: 0 };
  }
  const stale = record.staleness(step, plan);
  if (stale === undefined) {
    log.info(`${step.name}: up to date`);
    return { name: step.name, outcome: 'up to date', seconds: 0 };
  }
  log.info(`${step.name}: ${step.summary}${stale.ranBefore ? ` (${stale.reason})` : ''}`);
  const started = Date.now();
  record.begin(step, plan);
  // Dates that the noise of other interferograms has proposed: a step before the one that proposes anew would follow them.
  if (step.name === 'load_data' && stale.ranBefore && record.isOwn(FILES.excludeDate))
    rmSync(plan.path(FILES.excludeDate), { force: true });
  const module = await step.load();
  const result = await module.run(plan, context, { ...stale, steps }).catch((error: unknown) => {
    throw withMakerOf(error, step, plan);
  });
  const { correction } = step;
  if (correction !== undefined && plan.hasFile(plan.timeseriesAround(correction).output)) {
    const { judgeCorrection } = await import('./judge-correction.ts');
    await judgeCorrection(plan, correction, scatter, context);
  }
  await releaseMemory(context);
  // load_data decides what the plan can know: its own products are those of the plan it leaves behind.
  const left = step.name === 'load_data' ? await afterLoading(plan.project, steps) : plan;
  const seconds = (Date.now() - started) / 1000;
  record.finish(step, left, result, {
    at: new Date().toISOString(),
    seconds,
    version: version(),
  });
  const finds = typeof result === 'object' ? result : undefined;
  return { name: step.name, outcome: 'done', seconds, files: finds?.files, noise: finds?.noise };
}

/** What load_data leaves behind: interferograms, or offsets alone where no other step is to follow. */
async function afterLoading(project: Project, steps: readonly Step[]): Promise<Plan> {
  const isAll = steps.at(-1)?.name === 'load_data';
  return isAll && offsetsAlone(project.workDir) !== undefined ? new Plan(project) : requireLoaded(project);
}

/** Check the options of all steps. @param context whose log gets the warnings */
async function checkAll(steps: readonly Step[], plan: Plan, context: Context | undefined): Promise<void> {
  const scene = plan.facts && sceneOf(FILES.stack, plan.facts.attributes, plan.facts.pairs);
  const warnings = await checkSteps(steps, plan, scene);
  for (const warning of warnings) context?.log.warn(warning);
}

async function planOf(project: Project): Promise<Plan> {
  return new Plan(project, await readLoadedFacts(project.workDir, { optional: true }));
}

/** @param known what was read before, if nothing was loaded since */
async function requireLoaded(project: Project, known?: LoadedFacts): Promise<Plan> {
  const facts = known ?? (await readLoadedFacts(project.workDir, { optional: false }));
  if (facts?.hasInterferograms)
    requireAttributes(withTemplate(facts.attributes, project.otherLines), needsOf(project.config));
  return new Plan(project, facts);
}
