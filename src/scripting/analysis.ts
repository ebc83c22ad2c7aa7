import { readOptions } from '../config/index.ts';
import { STEPS } from '../steps/registry.ts';
import { runWorkflow, type StepOutcome, type WorkflowResult } from '../steps/run-workflow.ts';
import { type CallOptions, contextOf, pathIn } from './call.ts';

/**
 * The workflow of a work directory, step by step or as a whole.
 *
 *     const app = await new TimeSeriesAnalysis('CentralValley.cfg', 'mintpy').open();
 *     await app.run(['load_data', 'modify_network', 'reference_point']);
 *     await app.run();        // the rest: what is up to date is not done again
 *     await app.plot();
 */
export class TimeSeriesAnalysis {
  readonly workDir: string;
  private readonly customFile: string | null;
  private readonly options: CallOptions;

  /**
   * @param template the custom template; null for the `smallbaselineApp.cfg` of the work directory alone
   * @param workDir the current folder (or `cwd`) unless given
   */
  constructor(template: string | null = null, workDir = '.', options: CallOptions = {}) {
    this.options = options;
    this.workDir = pathIn(options, workDir);
    this.customFile = template === null ? null : pathIn(options, template);
  }

  /** Names of the steps in their order. */
  get steps(): readonly string[] {
    return STEPS.map(({ name }) => name);
  }

  /** Write `smallbaselineApp.cfg`, or bring it up to date with the template. @throws {OptionError} for options that cannot be */
  async open(): Promise<this> {
    await this.work({ steps: false });
    return this;
  }

  /**
   * Run steps in the order given, or all; each is skipped when it is up to date.
   * @throws {OptionError} for a name that is no step  @throws {RunError} when a step fails
   */
  async run(steps?: string | readonly string[]): Promise<readonly StepOutcome[]> {
    if (steps === undefined) return (await this.work({})).outcomes;
    const outcomes: StepOutcome[] = [];
    for (const only of typeof steps === 'string' ? [steps] : steps) {
      outcomes.push(...(await this.work({ only })).outcomes);
    }
    return outcomes;
  }

  /** Draw the figures of all results into `pic/`, and the page `index.html`. @returns paths of the figures */
  async plot(): Promise<readonly string[]> {
    return (await this.work({ steps: false, plot: true })).figures;
  }

  /** Typed options in force. */
  get config() {
    return readOptions(pathIn({ cwd: this.workDir }, 'smallbaselineApp.cfg')).config;
  }

  private work(request: { only?: string; steps?: boolean; plot?: boolean }): Promise<WorkflowResult> {
    const { workDir, customFile } = this;
    return runWorkflow(
      { workDir, customFile, ...request },
      contextOf(this.options, `smallbaselineApp ${request.only ?? ''}`.trim()),
    );
  }
}
