import type { Project } from '../../config/index.ts';
import type { Box } from '../../core/array.ts';
import { MintsarError, OptionError } from '../../core/errors.ts';
import type { StackDescription } from '../../loading/description.ts';
import { loadBoxes } from '../../loading/load-boxes.ts';
import { filesOf, type LoadOptions } from '../../loading/load-options.ts';
import { FILES } from '../../operations/work-files.ts';
import { withAutoPaths } from '../../processors/auto-path.ts';
import type { Processor } from '../../processors/processor.ts';
import { PROCESSORS } from '../../processors/registry.ts';
import { isAutomaticWeather } from '../automatic-weather.ts';
import { checkFolders } from '../checks/folders.ts';
import { sceneOf } from '../checks/scene.ts';
import type { Limits } from '../forecast/memory.ts';
import { projectLoadOptions } from '../load-sources.ts';
import { Plan } from '../plan.ts';
import { STEPS } from '../registry.ts';
import { checkFiles, type FoundFiles, Neighbourhood } from './check-files.ts';
import { checkAttributes, checkLayers, type WantedAttribute, wantedOf } from './check-metadata.ts';
import { checkCompanions, checkNetworkOf, checkRemarks, type Network, networkOf } from './check-pairs.ts';
import { checkTemplate } from './check-template.ts';
import { describeAround } from './describe-around.ts';
import { checkSpace, type Estimate, estimateRun, limitsOf } from './estimate.ts';
import { type Finding, finding } from './findings.ts';
import { type LayerSummary, layersOf } from './layers.ts';
import { describeLoaded, isLoaded } from './loaded.ts';
import { sampleValues, type ValueSample } from './sample-values.ts';
import { type SeamFigure, type SeamReport, seamsOfStack } from './seams.ts';
import { type DoctorRequest, placesOf, type Subject, subjectOf } from './subject.ts';

/** All that was seen of a stack before it is loaded. */
export interface Diagnosis {
  /** Work directory, or the folder of the products. */
  readonly folder: string;
  /** Template that a fix goes to. */
  readonly template?: string;
  readonly processor?: string;
  /** Files by loading option. */
  readonly files: Readonly<Record<string, number>>;
  readonly layers: readonly LayerSummary[];
  readonly values: readonly ValueSample[];
  readonly attributes: readonly WantedAttribute[];
  readonly network?: Network;
  readonly estimate?: Estimate;
  /** Where frames meet, when that was asked for. */
  readonly seams?: SeamReport;
  /** In the order in which they are met on the way through the workflow. */
  readonly findings: readonly Finding[];
}

/**
 * Look at templates, headers and a few rows of a stack, and say what would go wrong. Nothing is written.
 * @throws {FileError} when the path does not exist or is no template
 */
export async function examine(request: DoctorRequest): Promise<Diagnosis> {
  const { folder, template } = placesOf(request.path, request.workDir);
  const empty = { folder, files: {}, layers: [], values: [], attributes: [] };
  let subject: Subject;
  try {
    subject = subjectOf(request);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { message, remedy } = error;
    return { ...empty, template, findings: [finding('MS1002', message, { remedy })] };
  }
  const { project } = subject;
  if (project === undefined)
    return { ...empty, findings: [finding('MS1001', `${folder} holds no interferograms that are known.`)] };
  return { ...empty, template: subject.template, ...(await examineProject(project, request)) };
}

type Seen = Partial<Diagnosis> & Pick<Diagnosis, 'findings'>;

async function examineProject(
  project: Project,
  { processors = PROCESSORS, seams = false, seamFigure: figure }: Omit<DoctorRequest, 'path' | 'workDir'>,
): Promise<Seen> {
  const findings = [...checkTemplate(project), ...checkFolder(project)];
  const near = new Neighbourhood(project.workDir, processors);
  const named = project.config.load.processor.toLowerCase();
  const processor = processors.find(({ name }) => name === named);
  if (processor === undefined) {
    const names = processors.map(({ name }) => name).join(', ');
    return { findings: [...findings, otherProcessor('MS1004', `${named} is none of ${names}`, near)] };
  }
  let options: LoadOptions;
  try {
    options = withAutoPaths(projectLoadOptions(project), processors);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { message, remedy } = error;
    return { processor: named, findings: [...findings, finding('MS1101', message, { remedy })] };
  }
  if (
    isLoaded(project.workDir) &&
    !['unwFile', 'azOffFile', 'rgOffFile'].some((name) => filesOf(options, name).length > 0)
  )
    return { processor: named, ...(await examineLoaded(options, project, findings)) };
  const found = checkFiles(options, near);
  findings.push(...found.findings);
  const files = Object.fromEntries([...found.files].map(([name, paths]) => [name, paths.length]));
  findings.push(...checkCompanions(found.files, options));
  const seen = { processor: named, files };
  if (found.findings.some(({ code }) => code === 'MS1101')) {
    findings.push(...mistaken(named, near));
    return {
      ...seen,
      ...(seams ? await seamsAlone(processor, options, found, findings, figure) : { findings }),
    };
  }
  const described = await describeAround(processor, options, found.files);
  for (const one of described.findings) {
    // A path that the processor cannot do without: not only a loss.
    const same = findings.findIndex(({ code, message }) => code === 'MS1102' && message === one.message);
    if (same >= 0) findings.splice(same, 1);
    findings.push(one.code === 'MS1101' ? { ...one, fix: near.fixOf(optionIn(one.message)) } : one);
  }
  const { description } = described;
  if (description === undefined) {
    // What another processor's products lack is no fault of theirs.
    const other = mistaken(named, near);
    return { ...seen, findings: other.length > 0 ? [...checkTemplate(project), ...other] : findings };
  }
  const examined = await examineStack(description, options, project, findings);
  if (!seams) return { ...seen, ...examined };
  const { report, findings: misfits } = await seamsOfStack(description, { figure, options });
  return { ...seen, ...examined, seams: report, findings: [...examined.findings, ...misfits] };
}

/** Where frames meet, for which no elevation is needed: of a stack that cannot be loaded yet. */
async function seamsAlone(
  processor: Processor,
  options: LoadOptions,
  { files }: FoundFiles,
  findings: Finding[],
  figure: SeamFigure | undefined,
): Promise<Seen> {
  if ((files.get('unwFile')?.length ?? 0) === 0) return { findings };
  const { description } = await describeAround(processor, { ...options, onlyPairs: true }, files);
  const { report, findings: misfits } = await seamsOfStack(description ?? {}, { figure, options });
  return { seams: report, findings: [...withoutFrames(findings, description), ...misfits] };
}

/** Several files of a pair are its frames, unless the loader says that it takes one of them. */
function withoutFrames(findings: Finding[], description: StackDescription | undefined): Finding[] {
  const isFramed = description?.ifgrams?.pairs.some(({ frames }) => frames !== undefined);
  if (!isFramed || description?.warnings.some((message) => /is there more than once/.test(message)))
    return findings;
  return findings.filter(({ code }) => code !== 'MS1203');
}

/** A work directory whose raw products are gone: what was loaded of them is all there is. */
async function examineLoaded(options: LoadOptions, project: Project, findings: Finding[]): Promise<Seen> {
  const { description, findings: found } = await describeLoaded(project.workDir);
  const all = [
    ...findings,
    finding('MS1110', `No file matches mintpy.load.unwFile: ${FILES.stack} is examined as it was loaded.`),
    ...found,
  ];
  if (description === undefined) return { findings: all };
  // It has been cut already.
  return examineStack(description, { ...options, subset: undefined }, project, all, true);
}

const optionIn = (message: string) => /^mintpy\.load\.(\w+)/.exec(message)?.[1] ?? '';

/** Whether the products around are those of another processor. */
function mistaken(named: string, near: Neighbourhood): Finding[] {
  const other = near.products?.processor.name;
  return other === undefined || other === named
    ? []
    : [otherProcessor('MS1005', `${named}, and the products are those of ${other}`, near)];
}

function otherProcessor(code: 'MS1004' | 'MS1005', told: string, { products }: Neighbourhood): Finding {
  const key = 'mintpy.load.processor';
  const value = products?.processor.name;
  const fix = value === undefined ? undefined : ({ kind: 'set', key, value } as const);
  return finding(code, `${key} = ${told}.`, { fix });
}

function checkFolder(project: Project): Finding[] {
  try {
    checkFolders(new Plan(project));
    return [];
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    return [finding('MS1802', error.message, { remedy: error.remedy })];
  }
}

async function examineStack(
  description: StackDescription,
  options: LoadOptions,
  project: Project,
  before: Finding[],
  isLoaded = false,
): Promise<Seen> {
  const findings = withoutFrames(before, description);
  findings.push(...checkRemarks(description, findings));
  const stack = description.ifgrams ?? description.offsets;
  if (stack === undefined)
    return { findings: [...findings, finding('MS1205', 'No pair is left to be loaded.')] };
  const network = networkOf(stack);
  findings.push(...checkNetworkOf(stack, network));
  const isRadar = description.ifgrams !== undefined;
  if (isRadar) findings.push(...checkAttributes(stack.attributes, project));
  findings.push(...checkLayers(description, project));
  const { box, limits, findings: wrong } = await checkOptions(description, options, project);
  findings.push(...wrong);
  const { samples, findings: odd } = await sampleOf(description);
  findings.push(...odd);
  const estimate = estimateRun(stack, network, project, { box, limits, isLoaded });
  findings.push(...checkSpace(estimate, project));
  return {
    layers: layersOf(description),
    values: samples,
    attributes: isRadar ? wantedOf(stack.attributes, project) : [],
    network,
    estimate,
    findings,
  };
}

async function sampleOf(description: StackDescription) {
  try {
    return await sampleValues(description);
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    return { samples: [], findings: [finding('MS1107', error.message, { remedy: error.remedy })] };
  }
}

/** Options of all steps against what the headers tell. */
async function checkOptions(
  description: StackDescription,
  options: LoadOptions,
  project: Project,
): Promise<{ readonly box?: Box; readonly limits?: Limits; readonly findings: readonly Finding[] }> {
  const stack = (description.ifgrams ?? description.offsets)!;
  const pairs = stack.pairs.map(({ date1, date2 }) => `${date1}_${date2}`);
  const scene = sceneOf('the stack', stack.attributes, pairs);
  const plan = new Plan(project);
  const out: Finding[] = [];
  const attempt = async (code: 'MS1502' | 'MS1504', check: () => Promise<readonly string[]>) => {
    try {
      for (const warning of await check()) out.push(finding(code, `${warning.replace(/\.+$/, '')}.`));
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      out.push(finding('MS1501', error.message, { remedy: error.remedy }));
    }
  };
  let box: Box | undefined;
  await attempt('MS1502', async () => {
    const { boxes, warnings } = await loadBoxes(description, options.subset);
    box = boxes.stack;
    return warnings;
  });
  let limits: Limits | undefined;
  await attempt('MS1502', async () => {
    limits = limitsOf(project.config.compute);
    return [];
  });
  for (const { check, skip, correction } of STEPS) {
    if (check === undefined || skip?.(plan) !== undefined) continue;
    const isWeather = correction === 'troposphere' && isAutomaticWeather(project);
    await attempt(isWeather ? 'MS1504' : 'MS1502', async () => check(plan, scene));
  }
  return { box, limits, findings: out };
}
