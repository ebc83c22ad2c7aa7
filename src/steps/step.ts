import type { Context } from '../core/context.ts';
import type { VelocityNoise } from '../operations/timeseries/velocity-noise.ts';
import type { Scene } from './checks/scene.ts';
import type { Correction, Plan } from './plan.ts';

/** Stands for all lines of a template that become attributes, e.g. `PLATFORM = Sen`. */
export const METADATA = 'UPPER_CASE';

/** Stands for all lines of the templates that are no options, e.g. `relative_orbit = 124`. */
export const OTHER_LINES = 'lines that are no options';

/**
 * Something a step reads or writes: a file of the work directory (`timeseries.h5`), or one aspect of a file that
 * several steps complete (`inputs/ifgramStack.h5#dropIfgram`).
 */
export type ProductId = string;

/** Why a step is being run, so that a step can keep what is still good. */
export interface Staleness {
  /** options that changed since the step last ran; empty on its first run */
  readonly changedOptions: readonly string[];
  /** it has run before in this work directory */
  readonly ranBefore: boolean;
}

/** Why a step is being run, and with which others. */
export interface StepRun extends Staleness {
  /** the steps of this run, in order */
  readonly steps: readonly Step[];
}

/**
 * What a step says of its products. A few words of what they now hold (`reference point 100,140`): dependent steps run
 * again only if that changes. null: they are as they were. Files: those whose names it finds as it runs, relative to the
 * work directory. Otherwise products count as new when the step's options, inputs or sources are new. Noise: what it saw of
 * that of the velocity.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: most steps have nothing to say
export type StepResult = string | null | void | StepFinds;

/** What a step found as it ran. */
export interface StepFinds {
  readonly files?: readonly string[];
  readonly noise?: VelocityNoise;
}

/** The module of a step: one function that makes its products from those before it. */
export interface StepModule {
  run(plan: Plan, context: Context, why: StepRun): Promise<StepResult>;
}

/**
 * Check of a step's options.
 *
 * @param scene undefined as long as nothing is known of the data
 * @returns warnings
 * @throws {MintsarError} naming option and value, when the step could not work with them
 */
export type StepCheck = (plan: Plan, scene?: Scene) => readonly string[] | Promise<readonly string[]>;

/** A row of the workflow. Help, `--dostep`, update mode, the run summary and the documentation read nothing else. */
export interface Step {
  readonly name: string;
  readonly summary: string;
  /** Template options that change the result, by key or by prefix ending in a dot; METADATA and OTHER_LINES for lines beside them. */
  readonly options: readonly string[];
  /** Why there is nothing to do, as a sentence; undefined when the step must run. */
  readonly skip?: (plan: Plan) => string | undefined;
  /** What can be wrong with its options: called before any step runs, and again as more is known of the data. */
  readonly check?: StepCheck;
  readonly reads: (plan: Plan) => readonly ProductId[];
  readonly writes: (plan: Plan) => readonly ProductId[];
  /** It writes files whose names it finds as it runs, and returns them. */
  readonly namesFiles?: boolean;
  /** What the step reads from outside the work directory, as a text that changes when it does. */
  readonly sources?: (plan: Plan) => string;
  /** The step adds nothing to its sources: they need not be looked at again when it is done. */
  readonly onlyReadsSources?: boolean;
  /** The correction of the series that it makes; what that did to the noise is measured when it is made. */
  readonly correction?: Correction;
  readonly load: () => Promise<StepModule>;
}
