import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Scene, simulateScene } from '../src/core/simulation/scene.ts';
import { writeIsceStack } from '../src/processors/isce/writer/stack-tree.ts';

export interface RawStack {
  readonly workFolder: string;
  readonly template: string;
  /** images that loading has to read */
  readonly images: readonly string[];
  readonly numIfgram: number;
}

/**
 * Write raw products as ISCE-2's topsStack leaves them. Only their layout and size count here, so all interferograms
 * share the planes of the first.
 */
export async function makeRaw(
  folder: string,
  { numDate, length, width }: { numDate: number; length: number; width: number },
): Promise<RawStack> {
  const simulated = simulateScene({ numDate, length, width });
  const first = simulated.interferogram(0);
  const scene: Scene = { ...simulated, interferogram: () => first };
  const { workFolder, template } = await writeIsceStack(scene, folder);
  const images = readdirSync(join(folder, 'merged'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(unw|cor|conncomp|rdr)$/.test(name))
    .map((name) => join(folder, 'merged', name));
  return { workFolder, template, images, numIfgram: scene.pairs.length };
}
