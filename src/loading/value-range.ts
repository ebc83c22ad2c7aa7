/** Values of a raster that are data: neither 0 nor NaN. */
export interface ValueRange {
  /** Infinity where there is no data. */
  readonly least: number;
  /** -Infinity where there is no data. */
  readonly most: number;
  readonly count: number;
}

/** What values of a dataset can mean at all. */
export interface ValueLimits {
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

/** Far wider than what is usual: outside of them, no file says what its sheet says. */
export const VALUE_LIMITS: Readonly<Record<string, ValueLimits>> = {
  unwrapPhase: { least: -1e6, most: 1e6, unit: 'rad' },
  coherence: { least: 0, most: 1.001, unit: '' },
  wrapPhase: { least: -3.15, most: 3.15, unit: 'rad' },
  magnitude: { least: 0, most: 1e30, unit: '' },
  azimuthOffset: { least: -1e6, most: 1e6, unit: 'pixel' },
  azimuthOffsetStd: { least: 0, most: 1e6, unit: 'pixel' },
  rangeOffset: { least: -1e6, most: 1e6, unit: 'pixel' },
  rangeOffsetStd: { least: 0, most: 1e6, unit: 'pixel' },
  height: { least: -1000, most: 9500, unit: 'm' },
  latitude: { least: -90, most: 90, unit: 'degrees' },
  longitude: { least: -360, most: 540, unit: 'degrees' },
  rangeCoord: { least: -1e6, most: 1e6, unit: 'pixel' },
  azimuthCoord: { least: -1e6, most: 1e6, unit: 'pixel' },
  incidenceAngle: { least: 0, most: 90, unit: 'degrees' },
  azimuthAngle: { least: -450, most: 450, unit: 'degrees' },
  slantRangeDistance: { least: 100, most: 1e8, unit: 'm' },
  bperp: { least: -1e5, most: 1e5, unit: 'm' },
};

/** Counts values as they pass by, block by block. */
export class RangeCount implements ValueRange {
  least = Infinity;
  most = -Infinity;
  count = 0;
  /** Values outside of the limits. */
  outside = 0;
  private readonly limits: Pick<ValueLimits, 'least' | 'most'>;

  constructor(limits: Pick<ValueLimits, 'least' | 'most'> = { least: -Infinity, most: Infinity }) {
    this.limits = limits;
  }

  add(values: ArrayLike<number>): void {
    let least = Infinity;
    let most = -Infinity;
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (!(Math.abs(value) > 0)) continue;
      count++;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    this.least = Math.min(this.least, least);
    this.most = Math.max(this.most, most);
    this.count += count;
    const { limits } = this;
    if (least < limits.least || most > limits.most) this.outside += countOutside(values, limits);
  }
}

function countOutside(values: ArrayLike<number>, { least, most }: { least: number; most: number }): number {
  let outside = 0;
  for (let i = 0; i < values.length; i++)
    if (values[i] !== 0 && (values[i] < least || values[i] > most)) outside++;
  return outside;
}

/** What a raster of a stack was found to hold. */
export interface SeenRaster {
  /** Path, for messages. */
  readonly label: string;
  readonly range: ValueRange;
}

/** Rasters of one dataset that hold no data, or values that cannot be meant: a sentence for each of the two. */
export function oddRasters(dataset: string, rasters: readonly SeenRaster[]): string[] {
  const limits = VALUE_LIMITS[dataset];
  if (limits === undefined) return [];
  const out: string[] = [];
  const empty = rasters.filter(({ range }) => range.count === 0);
  if (empty.length > 0)
    out.push(`${dataset}: all pixels are 0 or NaN in ${shareOf(empty, rasters)} ${empty[0].label}.`);
  const odd = rasters.filter(
    ({ range }) => range.count > 0 && (range.least < limits.least || range.most > limits.most),
  );
  if (odd.length > 0) {
    out.push(
      `${dataset}: values cannot be meant in ${shareOf(odd, rasters)} ${odd[0].label}: ${rangeText(odd[0].range, limits)}. Check the byte order, data type and unit.`,
    );
  }
  return out;
}

function shareOf(some: readonly SeenRaster[], all: readonly SeenRaster[]): string {
  return `${some.length} of ${all.length} rasters, first`;
}

/** `0.2 to 80, expected 0 to 1.001`. */
export function rangeText(range: Pick<ValueRange, 'least' | 'most'>, limits: ValueLimits): string {
  const shown = (value: number) => String(Number(value.toPrecision(4)));
  const unit = limits.unit === '' ? '' : ` ${limits.unit}`;
  return `${shown(range.least)} to ${shown(range.most)}${unit}, expected ${shown(limits.least)} to ${shown(limits.most)}${unit}`;
}
