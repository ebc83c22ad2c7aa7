import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { stampOf } from '../io/products/provenance.ts';
import { writeWhole } from '../io/whole-file.ts';
import type { Plan } from './plan.ts';
import { METADATA, OTHER_LINES, type ProductId, type Staleness, type Step, type StepResult } from './step.ts';

/** File of the work directory in which update mode remembers what was made from what. */
const RECORD = '.mintsar/workflow.json';

interface StepRecord {
  readonly options: Readonly<Record<string, string>>;
  readonly sources?: string;
  /** version of each product that was read */
  readonly reads: Readonly<Record<ProductId, string>>;
  readonly writes: readonly ProductId[];
  /** files that it made under names which nobody knew before */
  readonly named?: readonly string[];
  /** its last run: when it ended, s that it took, version of mintsar */
  readonly last?: LastRun;
}

/** When a step ended (ISO 8601), how many seconds it took, and the version of mintsar that ran it. */
export interface LastRun {
  readonly at: string;
  readonly seconds: number;
  readonly version: string;
}

interface WorkflowRecord {
  steps: Record<string, StepRecord>;
  /** hash of everything a product was made from */
  versions: Record<ProductId, string>;
  /** size and time of each file when mintsar last wrote it */
  files: Record<string, string>;
  /** figures by what was asked for: stamps of the files that they show */
  figures?: Record<string, string>;
  /** files that a step has begun to complete in place: whole before and after, whenever it is killed */
  inPlace?: readonly string[];
}

/**
 * What has been made, from which options and inputs. A step is up to date when its options, the versions of what it
 * reads and the files it wrote are those of its last run; a product's version follows from those of its inputs, so
 * that changing one option makes exactly the dependent steps run again.
 */
export class RunRecord {
  private readonly plan: Plan;
  private readonly record: WorkflowRecord;
  /** Sources that a step only reads, as they were when they were first looked at: what changes meanwhile counts the next time. */
  private readonly sources = new Map<string, string | undefined>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.record = read(plan.path(RECORD));
    for (const file of this.record.inPlace ?? []) this.remember(file);
    delete this.record.inPlace;
  }

  /** Why the step must run, or undefined when all it made is still good. */
  staleness(step: Step, plan: Plan): (Staleness & { reason: string }) | undefined {
    const last = this.record.steps[step.name];
    if (last === undefined) return { reason: 'first run', changedOptions: [], ranBefore: false };
    const options = optionsOf(step, plan);
    const keys = new Set([...Object.keys(options), ...Object.keys(last.options)]);
    const changedOptions = [...keys].filter((key) => options[key] !== last.options[key]);
    const stale = (reason: string) => ({ reason, changedOptions, ranBefore: true });
    if (changedOptions.length > 0) return stale(`changed: ${changedOptions.join(', ')}`);
    if (last.sources !== this.sourcesOf(step, plan)) return stale('the raw products are new');
    for (const id of step.reads(plan)) {
      if (last.reads[id] !== this.version(id)) return stale(`${id} is new`);
    }
    const missing = step.writes(plan).find((id) => !last.writes.includes(id));
    if (missing !== undefined) return stale(`${missing} is missing`);
    if (step.namesFiles && last.named === undefined) return stale('its files are not known');
    for (const file of filesOf(step.writes(plan), last.named)) {
      const now = stampOf(plan.path(file));
      if (now === undefined && this.record.files[file] !== undefined) return stale(`${file} is missing`);
      if (now !== this.record.files[file]) return stale(`${file} was changed by something else`);
    }
    return undefined;
  }

  /** Call before a step runs: if it is killed half-way it counts as never having run. */
  begin(step: Step, plan: Plan): void {
    delete this.record.steps[step.name];
    this.sourcesOf(step, plan);
    const aspects = step.writes(plan).filter((id) => id.includes('#'));
    this.record.inPlace = filesOf(aspects).filter((file) => this.record.files[file] !== undefined);
    this.save();
  }

  /** Call when a step has made all its products. */
  finish(step: Step, plan: Plan, result: StepResult, last?: LastRun): void {
    const options = optionsOf(step, plan);
    const reads = Object.fromEntries(step.reads(plan).map((id) => [id, this.version(id)]));
    const writes = [...step.writes(plan)];
    const sources = this.sourcesOf(step, plan);
    this.sources.delete(step.name);
    const content = typeof result === 'object' && result !== null ? undefined : result;
    const named = typeof result === 'object' ? result?.files : undefined;
    const made = JSON.stringify(content ? [step.name, content] : [step.name, options, reads, sources]);
    const hash = createHash('sha256').update(made).digest('hex').slice(0, 20);
    for (const id of writes) {
      if (content !== null || this.record.versions[id] === undefined) this.record.versions[id] = hash;
    }
    for (const file of filesOf(writes, named)) this.remember(file);
    delete this.record.inPlace;
    this.record.steps[step.name] = {
      options,
      sources,
      reads,
      writes,
      ...(named && { named }),
      ...(last && { last }),
    };
    this.save();
  }

  /** Whether a file is as a step wrote it, and nobody has changed it since. */
  isOwn(file: string): boolean {
    const now = stampOf(this.plan.path(file));
    return now !== undefined && now === this.record.files[file];
  }

  /** Whether a step has made all its products, up to date or not. */
  hasRun(step: string): boolean {
    return this.record.steps[step] !== undefined;
  }

  /** When a step last ran; undefined when it has not, or when nobody noted it. */
  lastRun(step: string): LastRun | undefined {
    return this.record.steps[step]?.last;
  }

  /** Whether a figure was drawn as it is asked for now, of these files as they are now. */
  isDrawn(figure: string, inputs: readonly string[]): boolean {
    return this.record.figures?.[figure] === stampsOf(inputs);
  }

  /** Call when figures are drawn or were found good: all others are forgotten. */
  keepFigures(figures: ReadonlyMap<string, readonly string[]>): void {
    this.record.figures = Object.fromEntries([...figures].map(([key, inputs]) => [key, stampsOf(inputs)]));
    this.save();
  }

  private sourcesOf(step: Step, plan: Plan): string | undefined {
    if (!step.onlyReadsSources) return step.sources?.(plan);
    if (!this.sources.has(step.name)) this.sources.set(step.name, step.sources?.(plan));
    return this.sources.get(step.name);
  }

  private remember(file: string): void {
    const now = stampOf(this.plan.path(file));
    if (now === undefined) delete this.record.files[file];
    else this.record.files[file] = now;
  }

  /** Version of what a step made; for other files their size and time. */
  private version(id: ProductId): string {
    const known = this.record.versions[id];
    if (known !== undefined) return known;
    return id.includes('#') ? 'none' : (stampOf(this.plan.path(id)) ?? 'none');
  }

  private save(): void {
    // Not synced: a record that power failure takes away costs a rerun, never a result.
    writeWhole(this.plan.path(RECORD), `${JSON.stringify(this.record, null, 1)}\n`, { sync: false });
  }
}

function stampsOf(paths: readonly string[]): string {
  return paths.map((path) => stampOf(path) ?? 'none').join('; ');
}

/** The files of products, each once. */
function filesOf(ids: readonly ProductId[], named: readonly string[] = []): string[] {
  return [...new Set([...ids.map((id) => id.split('#')[0]), ...named])];
}

function optionsOf(step: Step, plan: Plan): Record<string, string> {
  const isOurs = (key: string) => step.options.some((o) => (o.endsWith('.') ? key.startsWith(o) : key === o));
  const options = [...plan.project.text].filter(([key]) => isOurs(key));
  const { metadata, otherLines } = plan.project;
  return Object.fromEntries([
    ...options,
    ...(step.options.includes(METADATA) ? metadata : []),
    ...(step.options.includes(OTHER_LINES) ? otherLines : []),
  ]);
}

function read(path: string): WorkflowRecord {
  const empty = { steps: {}, versions: {}, files: {} };
  if (!existsSync(path)) return empty;
  try {
    const record: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRecord(record) ? record : empty;
  } catch {
    return empty; // a damaged record costs a rerun, never a result
  }
}

/** Whether what was read has the form of what is written. */
function isRecord(value: unknown): value is WorkflowRecord {
  if (!isTable(value)) return false;
  const { steps, versions, files, figures = {}, inPlace = [] } = value;
  return (
    isTable(steps) &&
    Object.values(steps).every(isStepRecord) &&
    [versions, files, figures].every(isTexts) &&
    isList(inPlace)
  );
}

function isStepRecord(value: unknown): value is StepRecord {
  if (!isTable(value)) return false;
  const { options, reads, writes, named = [], sources, last } = value;
  return (
    isTexts(options) &&
    isTexts(reads) &&
    isList(writes) &&
    isList(named) &&
    ['string', 'undefined'].includes(typeof sources) &&
    (last === undefined || isLastRun(last))
  );
}

function isLastRun(value: unknown): value is LastRun {
  return (
    isTable(value) &&
    typeof value['at'] === 'string' &&
    typeof value['version'] === 'string' &&
    typeof value['seconds'] === 'number'
  );
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isTable(value) && isList(Object.values(value));
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
