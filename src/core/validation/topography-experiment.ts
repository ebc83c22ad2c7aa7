import { formatDate, MS_PER_DAY, parseDate } from '../dates.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { type DemErrorSetup, prepareDemError } from '../terrain/dem-error.ts';
import { DATES_OF_PAPER, type ExperimentRow } from './experiment.ts';

/** Height error and jump of the paper, m, and the acquisition from which on the ground has jumped. */
const HEIGHT = 50;
const JUMP = 0.2;
const AT = 30;

const SLANT_RANGE = 880_000;
const INCIDENCE = 39;

/**
 * E9: the DEM error of a place that jumps by 20 cm (Yunjun et al. 2019, figure S5): without the step in the model, with it, and
 * with a step whose day is that of an acquisition, of which nobody knows on which side of the jump it is.
 * @throws {DateError} never: the dates are its own
 */
export function topographyExperiment(seed: number): ExperimentRow[] {
  const gaussian = createGaussian(createRandom(seed));
  const bperp = Float64Array.from(DATES_OF_PAPER, (_, k) => (k === 0 ? 0 : 50 * gaussian()));
  const estimate = (jumpsAt: number, setup: Partial<DemErrorSetup> & { stepDate: string[] }) => {
    const { stepDate, ...others } = setup;
    const scale = 1 / (SLANT_RANGE * Math.sin((INCIDENCE * Math.PI) / 180));
    const timeseries = Float32Array.from(DATES_OF_PAPER, (_, k) => {
      return (k >= jumpsAt ? JUMP : 0) + bperp[k] * scale * HEIGHT;
    });
    return prepareDemError({ dates: DATES_OF_PAPER, model: { polynomial: 2, stepDate }, bperp, ...others })({
      timeseries,
      slantRange: SLANT_RANGE,
      incidenceAngle: INCIDENCE,
    }).dem[0];
  };
  const day = DATES_OF_PAPER[AT];
  const before = formatDate(parseDate(day) - 4 * MS_PER_DAY);
  const row = (what: string, published: string, ours: number): ExperimentRow => ({
    experiment: 'E9',
    what: `DEM error of 50 m, ${what}`,
    unit: 'm',
    published,
    expected: HEIGHT,
    ours,
    limit: 0.01,
    isDistance: true,
  });
  const without = estimate(AT, { stepDate: [] });
  return [
    {
      ...row('step not in the model: the error it makes', '64.1 (figure S5)', Math.abs(without - HEIGHT)),
      expected: undefined,
      limit: Infinity,
      isDistance: false,
    },
    row('step between two acquisitions', '30.06 (figure S5)', estimate(AT, { stepDate: [before] })),
    row(
      'step on the day of an acquisition that has jumped, the day left out',
      '',
      estimate(AT, { stepDate: [day], excludeDate: [day] }),
    ),
    row(
      'step on the day of an acquisition that has not jumped yet, the day left out',
      '',
      estimate(AT + 1, { stepDate: [day], excludeDate: [day] }),
    ),
  ];
}
