/** One mark of an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Round steps of linear axes, per decade. */
const STEPS = [1, 2, 2.5, 5, 10];

/** Steps closer to the wanted one by ratio win: 0.0258 becomes 0.025, 0.04 becomes 0.05. */
const ratio = (a: number, b: number) => (a > b ? a / b : b / a);

/**
 * The round step that gives about `target` ticks over a span: 1, 2, 2.5 or 5 times a power of ten.
 */
export function niceStep(span: number, target: number, steps: readonly number[] = STEPS): number {
  const raw = Math.abs(span) / Math.max(1, target);
  if (!(raw > 0) || !Number.isFinite(raw)) return 1;
  const decade = 10 ** Math.floor(Math.log10(raw));
  const best = steps.reduce((a, b) => (ratio(b * decade, raw) < ratio(a * decade, raw) ? b : a));
  return best * decade;
}

/** Ticks at multiples of a round step between two limits, in either order. */
export function linearTicks(
  from: number,
  to: number,
  target = 6,
  step = niceStep(to - from, target),
): Tick[] {
  const [low, high] = from <= to ? [from, to] : [to, from];
  const ticks: number[] = [];
  const slack = step * 1e-9;
  for (let k = Math.ceil((low - slack) / step); k * step <= high + slack; k++) ticks.push(k * step);
  const decimals = decimalsOf(step);
  return ticks.map((value) => ({ value, label: formatNumber(value, decimals) }));
}

/** Ticks at given values, all with the decimals that the finest of them needs. */
export function ticksAt(values: readonly number[]): Tick[] {
  const decimals = Math.max(0, ...values.map((value) => decimalsOf(value)));
  return values.map((value) => ({ value, label: formatNumber(value, decimals) }));
}

/** Whole-number ticks between two limits, as for pixel indices. */
export function integerTicks(from: number, to: number, target = 6): Tick[] {
  return linearTicks(from, to, target, Math.max(1, Math.round(niceStep(to - from, target))));
}

/** A number with a typographic minus sign; large and tiny magnitudes in powers of ten. */
function formatNumber(value: number, decimals: number): string {
  const magnitude = Math.abs(value);
  let text: string;
  if (magnitude >= 1e7 || decimals > 6) {
    text = value
      .toExponential(2)
      .replace(/\.?0+e/, 'e')
      .replace('e+', '×10^');
    text = text
      .replace(/e-(\d+)/, '×10^-$1')
      .replace(/\^(-?\d+)/, (_all, power: string) => superscript(power));
  } else text = value.toFixed(decimals);
  if (/^-0(\.0*)?$/.test(text)) text = text.slice(1);
  return text.replace('-', '−');
}

/** `12` as superscript digits, for powers of ten. */
function superscript(text: string): string {
  return [...text].map((c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)])).join('');
}

/** Powers of ten between two positive limits. */
export function logTicks(low: number, high: number): Tick[] {
  const ticks: Tick[] = [];
  const last = Math.floor(Math.log10(high) + 1e-9);
  for (let power = Math.ceil(Math.log10(low) - 1e-9); power <= last; power++) {
    ticks.push({ value: 10 ** power, label: `10${superscript(String(power))}` });
  }
  return ticks;
}

/**
 * Degree labels of a latitude or longitude axis: `36.42°N`, `25.4°E`, `8°W`. About `target` of them, at steps of
 * 1, 2 or 5 times a power of ten unless `step` says otherwise.
 */
export function degreeTicks(
  from: number,
  to: number,
  kind: 'latitude' | 'longitude',
  target = 4,
  step = niceStep(to - from, target, [1, 2, 5, 10]),
): Tick[] {
  const ticks = linearTicks(from, to, target, step);
  const [positive, negative] = kind === 'latitude' ? ['N', 'S'] : ['E', 'W'];
  return ticks.map(({ value, label }) => {
    const turn = value > 180 ? -360 : value < -180 ? 360 : 0;
    const wrapped = kind === 'longitude' ? value + turn : value;
    const text = wrapped === value ? label : formatNumber(wrapped, label.split('.')[1]?.length ?? 0);
    const zero = /^[0.]+$/.test(text) || (kind === 'longitude' && /^.?180(\.0*)?$/.test(text)); // neither east nor west
    return { value, label: `${text.replace('−', '')}°${zero ? '' : wrapped > 0 ? positive : negative}` };
  });
}

/** Round to one significant digit, half away from zero: 0.0987 to 0.1, 949.9 to 900. */
export function roundToOne(value: number): number {
  if (value === 0) return 0;
  return Number(value.toPrecision(1));
}

/** Decimals needed to write a round number: 0 for 5, 1 for 2.5, 2 for 0.25. */
function decimalsOf(value: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = Math.abs(value) * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(scaled, 1e-9)) return decimals;
  }
  return 12;
}
