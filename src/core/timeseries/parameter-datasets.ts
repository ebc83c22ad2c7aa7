import { completeModel, type TimeFunctionModel } from './model.ts';

/** How one estimated dataset follows from the parameters of the fit. */
export interface ParameterDataset {
  /** dataset in the file, e.g. `velocity`, `annualAmplitude`, `velocityPost20151021` */
  readonly name: string;
  readonly unit: string;
  /** value: the sum of `columns`; amplitude, phase: of the cosine and sine coefficients in `columns` */
  readonly kind: 'value' | 'amplitude' | 'phase';
  readonly columns: readonly number[];
  /** whether the dataset `name + 'Std'` goes with it */
  readonly hasStd: boolean;
}

const POLYNOMIAL_NAMES = ['intercept', 'velocity', 'acceleration'];

function polynomialUnit(degree: number, unit: string): string {
  return degree === 0 ? unit : degree === 1 ? `${unit}/year` : `${unit}/year^${degree}`;
}

function periodName(period: number): string {
  if (period === 1) return 'annual';
  if (period === 0.5) return 'semiAnnual';
  return `period${Number.isInteger(period) ? period.toFixed(1) : period}Y`;
}

/**
 * The datasets that a time-function model produces, in the order of the design matrix.
 * @param unit unit of the time series
 */
export function parameterDatasets(model: TimeFunctionModel, unit = 'm'): ParameterDataset[] {
  const { polynomial, periodic, stepDate, polyline, exp, log } = completeModel(model);
  const out: ParameterDataset[] = [];
  let column = 0;
  const value = (name: string, valueUnit: string, columns: readonly number[]) =>
    out.push({ name, unit: valueUnit, kind: 'value', columns, hasStd: true });

  for (let k = 0; k <= polynomial; k++) {
    value(POLYNOMIAL_NAMES[k] ?? `poly${k}`, polynomialUnit(k, unit), [column++]);
  }
  for (const period of periodic) {
    const columns = [column++, column++];
    const name = periodName(period);
    out.push({ name: `${name}Amplitude`, unit, kind: 'amplitude', columns, hasStd: false });
    out.push({ name: `${name}Phase`, unit: 'radian', kind: 'phase', columns, hasStd: false });
  }
  for (const date of stepDate) value(`step${date}`, unit, [column++]);

  // A segment's velocity is the first velocity plus all changes up to it.
  const velocityColumns = polynomial >= 1 ? [1] : [];
  const firstBend = column;
  for (const date of polyline) {
    column++;
    const changes = Array.from({ length: column - firstBend }, (_, i) => firstBend + i);
    value(`velocityPost${date}`, `${unit}/yr`, [...velocityColumns, ...changes]);
  }
  for (const [kind, list] of [
    ['exp', exp],
    ['log', log],
  ] as const) {
    for (const { onset, tau } of list) {
      for (const days of tau) value(`${kind}${onset}Tau${days}D`, unit, [column++]);
    }
  }
  return out;
}

/** Names and units as they stand in the file, standard deviations after their values. */
export function estimatedDatasets(
  model: TimeFunctionModel,
  {
    unit = 'm',
    withResidue = false,
    withMisfit = false,
  }: { unit?: string; withResidue?: boolean; withMisfit?: boolean } = {},
): { name: string; unit: string }[] {
  const out = parameterDatasets(model, unit).flatMap(({ name, unit: own, hasStd }) =>
    hasStd
      ? [
          { name, unit: own },
          { name: `${name}Std`, unit: own },
        ]
      : [{ name, unit: own }],
  );
  if (withMisfit) out.push({ name: 's0', unit: '1' });
  return withResidue ? [...out, { name: 'residue', unit }] : out;
}
