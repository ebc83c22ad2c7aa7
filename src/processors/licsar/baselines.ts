/** Perpendicular baselines by date YYYYMMDD, m, relative to the frame's reference. */
export type DateBaselines = ReadonlyMap<string, number>;

/**
 * Baselines of a frame: a row per date, `reference date bperp days`, in older frames with a number before and more columns
 * behind. The baseline is the number after the two dates.
 */
export function parseBaselines(text: string): DateBaselines {
  const out = new Map<string, number>();
  for (const line of text.split(/\r?\n/)) {
    const match = /(?:^|\s)(\d{8})\s+(\d{8})\s+(\S+)/.exec(line);
    const value = Number(match?.[3]);
    if (match === null || !Number.isFinite(value)) continue;
    if (!out.has(match[1])) out.set(match[1], 0);
    out.set(match[2], value);
  }
  return out;
}
