import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { WeightFunction } from '../../core/inversion/weights.ts';
import { effectiveLooks } from '../../core/inversion/weights.ts';
import { parsePair } from '../../core/network/pairs.ts';
import { createRandom } from '../../core/stats/random.ts';
import { type NetworkAccuracy, networkAccuracy } from '../../core/validation/network-accuracy.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertRequest } from '../request.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import { FILES } from '../work-files.ts';

export interface NetworkReachRequest {
  /** `inputs/ifgramStack.h5`, or a template beside whose folder `inputs` it lies */
  readonly file: string;
  readonly weightFunc: WeightFunction;
  /** share of the turbulence that corrections leave */
  readonly turbulence: number;
  readonly seed: number;
}

const MOST_SAMPLES = 2000;

/** Of Sentinel-1, where the stack does not tell: degrees. */
const USUAL_INCIDENCE = 38;

/**
 * What accuracy the kept pairs of a stack can reach, by simulation of its own coherence.
 * @throws {FileError} when there is no stack, or none of its pixels has coherence
 */
export async function networkReach(request: NetworkReachRequest, context: Context): Promise<NetworkAccuracy> {
  assertRequest('networkReach', request, context, ['file']);
  const stack = await readIfgramStack(stackOf(request.file));
  if (!stack.datasets.has('coherence'))
    throw new FileError(
      `${stack.path} has no dataset coherence, from which noise is simulated.`,
      'Load it too (mintpy.load.corFile).',
    );
  const pairs = stack.kept.map((k) => parsePair(stack.date12[k]));
  if (pairs.length < 3)
    throw new FileError(
      `${stack.path} keeps ${pairs.length} interferograms, too few for a velocity.`,
      'Run modify_network with --reset.',
    );
  const random = createRandom(request.seed);
  const numPixel = stack.length * stack.width;
  const pixels = Int32Array.from({ length: Math.min(MOST_SAMPLES, numPixel) }, (_, k) =>
    numPixel <= MOST_SAMPLES ? k : Math.floor(random() * numPixel),
  ).sort();
  const planes = await readSamples(
    { path: stack.path, dataset: 'coherence', planes: stack.kept, pixels },
    context,
  );
  // Water and layover have no memory at all: only pixels that a network could use tell what it reaches.
  const used = Array.from(pixels.keys()).filter((p) => {
    const mean = planes.reduce((sum, plane) => sum + plane[p], 0) / planes.length;
    return mean > LEAST_COHERENCE;
  });
  if (used.length === 0)
    throw new FileError(
      `No pixel of ${stack.path} has a mean coherence above ${LEAST_COHERENCE}.`,
      'Check the coherence with mintsar view.',
    );
  const coherence = new Float32Array(planes.length * used.length);
  planes.forEach((plane, e) => {
    used.forEach((p, n) => {
      coherence[e * used.length + n] = plane[p];
    });
  });
  const { correlation, azimuth, range } = stack.facts.looks;
  const degrees = stack.facts.incidenceAngle ?? USUAL_INCIDENCE;
  return networkAccuracy({
    pairs,
    coherence,
    looks: Math.min(
      MOST_LOOKS,
      effectiveLooks({ correlationLooks: correlation, azimuthLooks: azimuth, rangeLooks: range }),
    ),
    wavelength: stack.facts.wavelength,
    incidenceAngle: (degrees * Math.PI) / 180,
    weightFunc: request.weightFunc,
    turbulence: request.turbulence,
    seed: request.seed,
  });
}

/** Mean coherence above which a pixel counts. */
const LEAST_COHERENCE = 0.25;

/** Beyond this number phases hardly become quieter, and simulation takes its time. */
const MOST_LOOKS = 200;

function stackOf(file: string): string {
  if (/^\.(h5|he5)$/.test(extname(file))) return file;
  const usual = join(dirname(file), FILES.stack);
  const here = [usual, FILES.stack].find((path) => existsSync(path));
  if (here !== undefined) return here;
  throw new FileError(
    `${file} is taken for a template, and there is no ${usual}.`,
    'Run load_data first, or name the stack.',
  );
}
