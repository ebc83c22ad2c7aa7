import type { VelocityNoise } from '../../operations/timeseries/velocity-noise.ts';
import type { Plan } from '../plan.ts';

/** Asks for the noise of the velocity of a work directory; undefined when there is no velocity. */
export type AskNoise = () => Promise<VelocityNoise | undefined>;

/** Look at the noise once, when it is first asked for: the page and the summary tell of the same. @param known seen already */
export function noiseOnce(plan: Plan, known?: VelocityNoise): AskNoise {
  let seen = known && Promise.resolve<VelocityNoise | undefined>(known);
  return () => {
    // What looks at pixels is loaded where it is asked for.
    seen ??= import('./noise-words.ts').then(({ noiseOf }) => noiseOf(plan));
    return seen;
  };
}
