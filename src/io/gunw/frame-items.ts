import type { GunwProduct } from './gunw-product.ts';

/** What stacks of ARIA-tools tell of the frames of a pair, by the names that they have there: m, hh:mm:ss. */
export function frameItems(frames: readonly GunwProduct[]) {
  const [first] = frames;
  return {
    'Wavelength (m)': String(first.wavelength),
    'UTCTime (HH:MM:SS.ss)': middleTime(frames.map(({ time }) => time)),
    startRange: String(Math.min(...frames.map(({ startRange }) => startRange))),
    endRange: String(Math.max(...frames.map(({ endRange }) => endRange))),
    slantRangeSpacing: String(first.rangeSpacing),
    orbitDirection: first.direction,
  };
}

/** Between the first and the last frame, which may lie on either side of midnight. @param times seconds of the day */
function middleTime(times: readonly number[]): string {
  const turned = times.map((time) =>
    times[0] - time > 43_200 ? time + 86_400 : time - times[0] > 43_200 ? time - 86_400 : time,
  );
  const micros = Math.round(((Math.min(...turned) + Math.max(...turned)) / 2) * 1e6);
  const whole = ((micros % 86_400e6) + 86_400e6) % 86_400e6;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const seconds = Math.floor(whole / 1e6);
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}.${String(whole % 1e6).padStart(6, '0')}`;
}
