/* Ground that moves towards the satellite, as every processor's files would show it. */

export const UPLIFT = { length: 12, width: 10, rate: 0.08 } as const;
export const UPLIFT_DATES = ['20190105', '20190305', '20190504', '20190703', '20190901'];

/** Pairs of dates, YYYYMMDD: each date with the next two. */
export const UPLIFT_PAIRS = UPLIFT_DATES.flatMap((date1, i) =>
  UPLIFT_DATES.slice(i + 1, i + 3).map((date2) => [date1, date2] as const),
);

/** A pixel in the middle of the uplift; its rate is UPLIFT.rate, m/year. */
export const PEAK = { y: 7, x: 6 } as const;
/** The pixel that stands still. */
export const STILL = { y: 1, x: 1 } as const;

function days(date: string): number {
  return Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6)) / 86_400_000;
}

/** Displacement of the second date relative to the first, towards the satellite, m, [length, width]. */
function displacement(date1: string, date2: string): Float64Array {
  const years = (days(date2) - days(date1)) / 365.25;
  const { length, width, rate } = UPLIFT;
  return Float64Array.from({ length: length * width }, (_, p) => {
    const [y, x] = [Math.floor(p / width), p % width];
    const height = (y + x - STILL.y - STILL.x) / (PEAK.y + PEAK.x - STILL.y - STILL.x);
    return rate * years * height;
  });
}

/** Unwrapped phase of a pair by the field's definition, -4π/λ times the displacement, with an offset of its own, rad. */
export function upliftPhase(date1: string, date2: string, wavelength: number): Float32Array {
  const offset = 1 + days(date1) / 1e5;
  return Float32Array.from(displacement(date1, date2), (d) => ((-4 * Math.PI) / wavelength) * d + offset);
}

/** Coherence of every pixel. */
export const upliftCoherence = new Float32Array(UPLIFT.length * UPLIFT.width).fill(0.9);
