import type { Config } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { piecesWords } from '../../operations/inversion/invert-network.ts';
import { velocityNoise } from '../../operations/timeseries/velocity.ts';
import { misfitWords } from '../../operations/timeseries/velocity-misfit.ts';
import type { VelocityNoise } from '../../operations/timeseries/velocity-noise.ts';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';
import { velocityRequest } from '../velocity.ts';

/** Standard deviations that are too small by less are not worth a word. */
const WORTH_TELLING = 1.3;
/** Nor are gaps at fewer pixels. */
const LEAST_SHARE = 0.01;

/** Noise of the velocity of a scene, by the options as they are and a sample of its reliable pixels; undefined without velocity. */
export async function noiseOf(plan: Plan): Promise<VelocityNoise | undefined> {
  if (!plan.hasFile(FILES.velocity) || !plan.hasFile(plan.finalTimeseries)) return undefined;
  const context = quietContext();
  return velocityNoise(await velocityRequest(plan, context), context);
}

/** One sentence for each thing that misleads in a velocity. */
export function wordsOfNoise(
  { serial, network }: VelocityNoise,
  { timeFunc, networkInversion }: Pick<Config, 'timeFunc' | 'networkInversion'>,
): string[] {
  const words: string[] = [];
  const isResidue = timeFunc.uncertaintyQuantification === 'residue';
  if (isResidue && serial?.isShown && serial.factor > WORTH_TELLING) {
    words.push(
      `standard deviations of the velocity are some ${serial.factor.toFixed(1)} times too small: neighbouring dates are alike (correlation ${serial.correlation.toFixed(2)}) in what the fit leaves, and count as independent; mintpy.timeFunc.uncertaintyQuantification = full takes account of it`,
    );
  }
  if (network?.misfit !== undefined) {
    const { text, isFar } = misfitWords(network.misfit.square, network.misfit.looks, FILES.stack);
    if (isFar) words.push(text);
  }
  if (network !== undefined && networkInversion.gap === null && network.shareInPieces >= LEAST_SHARE) {
    const share = Math.max(1, Math.round(100 * network.shareInPieces));
    words.push(piecesWords(`${share} % of the reliable pixels`, networkInversion));
  }
  return words;
}
