import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../src/core/context.ts';
import { quietContext } from '../../src/core/context.ts';
import { runWorkflow, type WorkflowResult } from '../../src/steps/run-workflow.ts';

/**
 * A copy of the simulated ISCE-2 scene to run in: `input/` as the processor leaves it, without the metadata sheet that
 * the reference's run left there, and one work directory per run beside it.
 */
export class IsceScene {
  /** folder of the sample data of this scene */
  readonly source: string;
  readonly project: string;

  constructor(data: string) {
    this.source = join(data, 'isce-radar');
    this.project = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-scene-')));
    cpSync(join(this.source, 'input'), join(this.project, 'input'), {
      recursive: true,
      preserveTimestamps: true,
    });
    rmSync(join(this.project, 'input/reference/data.rsc'));
    cpSync(join(this.source, 'templates'), join(this.project, 'templates'), { recursive: true });
  }

  template(variant: string): string {
    return join(this.project, 'templates', `${variant}.cfg`);
  }

  workDir(name: string): string {
    const path = join(this.project, name);
    if (!existsSync(path)) mkdirSync(path);
    return path;
  }

  expected(variant: string, file = ''): string {
    return join(this.source, 'expected', variant, file);
  }

  /** Run the workflow of a variant in a work directory of its name. */
  async run(
    variant: string,
    { only, end }: { only?: string; end?: string } = {},
    context: Partial<Context> = {},
  ): Promise<{ workDir: string; result: WorkflowResult }> {
    const workDir = this.workDir(variant);
    const result = await runWorkflow(
      { workDir, customFile: this.template(variant), only, end },
      quietContext(context),
    );
    return { workDir, result };
  }

  remove(): void {
    rmSync(this.project, { recursive: true, force: true });
  }
}
