import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateScene } from '../../src/core/simulation/scene.ts';
import { type SceneChoices, sceneOptions } from '../../src/core/simulation/scene-options.ts';
import { writeIsceStack } from '../../src/processors/isce/writer/stack-tree.ts';

/** A small simulated stack as ISCE-2 leaves it; the same seed gives the same files. */
export class SimulatedStack {
  readonly folder: string;
  readonly workDir: string;
  readonly template: string;
  readonly dates: readonly string[];
  readonly date12s: readonly string[];

  private constructor(folder: string, template: string, dates: readonly string[], pairs: readonly string[]) {
    this.folder = folder;
    this.workDir = join(folder, 'mintpy');
    this.template = template;
    this.dates = dates;
    this.date12s = pairs;
  }

  static async make(choices: SceneChoices = {}): Promise<SimulatedStack> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-stack-')));
    const scene = simulateScene(sceneOptions({ length: 48, width: 60, numDate: 7, seed: 5, ...choices }));
    const { template } = await writeIsceStack(scene, folder);
    return new SimulatedStack(folder, template, scene.dates, scene.date12s);
  }

  /** A copy to spoil. */
  copy(): SimulatedStack {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-stack-')));
    cpSync(this.folder, folder, { recursive: true, preserveTimestamps: true });
    const template = join(folder, this.template.slice(this.folder.length));
    return new SimulatedStack(folder, template, this.dates, this.date12s);
  }

  /** Path of a file, by its parts from the project folder. */
  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Path of a file of one interferogram, by the pair's number. */
  interferogram(k: number, file = ''): string {
    return this.path('merged/interferograms', this.date12s[k], file);
  }

  /** Put options into the template, in place of those that are there. */
  setOptions(options: Readonly<Record<string, string | undefined>>): void {
    const kept = readFileSync(this.template, 'utf8')
      .split('\n')
      .filter((line) => !Object.keys(options).some((key) => line.split('=')[0].trim() === key));
    const added = Object.entries(options).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key} = ${value}`],
    );
    writeFileSync(this.template, `${[...kept, ...added].join('\n')}\n`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
