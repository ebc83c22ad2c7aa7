import { OptionError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';

/** How stored values become displayed ones. */
export interface DisplayScale {
  readonly unit: string;
  /** displayed = factor · stored, unless it is on a logarithmic scale */
  readonly factor: number;
  /** decibel: 10 or 20 times the logarithm of values of at least 0.1 */
  readonly decibel?: 10 | 20;
  /** Set when a unit was asked for that the data cannot be shown in. */
  readonly problem?: string;
}

const METRES: Readonly<Record<string, number>> = {
  mm: 1e-3,
  cm: 1e-2,
  dm: 0.1,
  m: 1,
  km: 1000,
  in: 0.0254,
  inch: 0.0254,
  ft: 0.3048,
  yd: 0.9144,
  mi: 1609.344,
};
const PERIODS: Readonly<Record<string, readonly [name: string, perYear: number]>> = {
  y: ['year', 1],
  yr: ['year', 1],
  year: ['year', 1],
  mon: ['month', 12],
  month: ['month', 12],
  d: ['day', 365.25],
  day: ['day', 365.25],
};
const DISPLACEMENT_TYPES = ['timeseries', 'velocity', 'HDFEOS', 'giantTimeseries'];
/** Files whose lengths are no paths of the wave: they have no phase. */
const HEIGHT_TYPES = ['geometry', 'dem'];
const WRAPPABLE = ['radian', 'rad', 'degree', 'm', 'cm', 'mm', '1', 'pixel'];

/** Unit in which a file is shown when nobody asks: centimetres for displacement, the stored unit for the rest. */
export function usualUnit(stored: string, fileType: string): string {
  const [base, period] = parts(stored);
  if (!DISPLACEMENT_TYPES.includes(fileType) || base !== 'm') return stored;
  return period === undefined ? 'cm' : `cm/${period}`;
}

/**
 * Unit in which values are shown that are wrapped into an interval. One cycle of 2π is one of phase: lengths become radian by
 * the wavelength, and no other unit can be wrapped by it. Any other interval is one in the unit that is shown.
 * @param stored unit of the values; undefined when nothing is known, which counts as radian for a cycle of phase
 * @param wanted unit asked for
 * @throws {OptionError} when the values have no such cycle
 */
export function wrappedUnit(
  [low, high]: readonly [number, number],
  stored: string | undefined,
  wanted: string | undefined,
  fileType: string,
  attributes: Attributes,
): string {
  const isPhase = Math.abs(high - low - 2 * Math.PI) < 1e-3;
  const unit = wanted ?? (isPhase ? 'radian' : usualUnit(stored ?? '1', fileType));
  if (!WRAPPABLE.includes(parts(unit)[0])) {
    throw new OptionError(
      `Values in ${unit} have no cycle to be wrapped into.`,
      'Leave --wrap out, or give a unit of length or phase with -u.',
    );
  }
  if (!isPhase) return unit;
  if (!['radian', 'rad'].includes(parts(unit)[0])) {
    throw new OptionError(
      `A cycle of 2π is one of phase: values in ${unit} cannot be wrapped into it.`,
      `Leave -u out to see radian, or give an interval in ${unit} with --wrap-range, e.g. --wrap-range -10 10.`,
    );
  }
  if (stored === undefined) return '1';
  const { problem } = displayScale(stored, unit, attributes);
  const isHeight = HEIGHT_TYPES.includes(fileType) && parts(stored)[0] in METRES;
  if (problem === undefined && !isHeight) return unit;
  const isLength = parts(stored)[0] in METRES && !isHeight;
  throw new OptionError(
    isLength
      ? `Values in ${stored} become phase by the wavelength, which the file does not tell (WAVELENGTH).`
      : `Values in ${stored === '1' ? 'no unit' : stored} have no cycle to be wrapped into.`,
    'Leave --wrap out, or give an interval in the stored unit with --wrap-range.',
  );
}

/**
 * Scale from the stored unit to another: lengths, lengths to phase by -4π/λ and back, rates per year, month or day,
 * decibel, and multiples of a number for data without unit. A rate stays a rate: `mm` shows m/year as mm/year.
 */
export function displayScale(stored: string, wanted: string, attributes: Attributes): DisplayScale {
  const same: DisplayScale = { unit: stored, factor: 1 };
  if (wanted === stored) return same;
  const extension = /\.(cor|int|unw)$/.test(attributes['FILE_PATH'] ?? '');
  if (wanted.toLowerCase() === 'db') return { unit: 'dB', factor: 1, decibel: extension ? 10 : 20 };
  const [from, fromPeriod] = parts(stored);
  const [to, typedPeriod] = parts(wanted);
  const period = typedPeriod ?? fromPeriod;
  const problem = `${stored} cannot be shown as ${wanted}; the stored unit is kept`;
  if (stored === '1' && Number(wanted) > 0) return { unit: wanted, factor: 1 / Number(wanted) };
  if ((fromPeriod === undefined) !== (period === undefined)) return { ...same, problem };
  const length = baseFactor(from, to, optionalNumber(attributes, 'WAVELENGTH'));
  if (length === undefined) return { ...same, problem };
  if (fromPeriod === undefined || period === undefined) return { unit: to, factor: length };
  const [source, target] = [PERIODS[fromPeriod], PERIODS[period]];
  if (source === undefined || target === undefined) {
    return fromPeriod === period ? { unit: `${to}/${period}`, factor: length } : { ...same, problem };
  }
  return { unit: `${to}/${target[0]}`, factor: (length * source[1]) / target[1] };
}

/** Factor between two lengths, or between a length and a phase. */
function baseFactor(from: string, to: string, wavelength: number | undefined): number | undefined {
  if (from === to) return 1;
  if (from in METRES && to in METRES) return METRES[from] / METRES[to];
  if (wavelength === undefined) return undefined;
  const isPhase = (unit: string) => unit === 'radian' || unit === 'rad';
  if (from in METRES && isPhase(to)) return METRES[from] / displacementPerRadian(wavelength);
  if (isPhase(from) && to in METRES) return displacementPerRadian(wavelength) / METRES[to];
  return undefined;
}

function parts(unit: string): [base: string, period: string | undefined] {
  const [base, ...rest] = unit.split('/');
  return [base, rest.length > 0 ? rest.join('/') : undefined];
}
