import { formatDate, type Instant, parseDate } from '../dates.ts';

/** One time of a weather model, and what it counts. */
export interface ModelTime {
  /** `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  /** from 0 to 1 */
  readonly share: number;
}

const MS_PER_HOUR = 3_600_000;

/**
 * The time of a weather model nearest to an acquisition; of two that are equally near the earlier one. It may lie in the next day.
 *
 * @param date YYYYMMDD @param seconds of its day, UTC @param hours between two times of the model
 */
export function nearestModelTime(date: string, seconds: number, hours = 6): string {
  const step = hours * MS_PER_HOUR;
  const instant = instantOf(date, seconds);
  return timeText(Math.ceil(instant / step - 0.5) * step);
}

/**
 * The times of a weather model before and after an acquisition, with their shares in a value that is linear in between; one
 * alone when the acquisition is at just this time.
 *
 * @param date YYYYMMDD @param seconds of its day, UTC @param hours between two times of the model
 */
export function modelTimesAround(date: string, seconds: number, hours = 6): readonly ModelTime[] {
  const step = hours * MS_PER_HOUR;
  const place = instantOf(date, seconds) / step;
  const before = Math.floor(place);
  const share = place - before;
  if (share === 0) return [{ time: timeText(before * step), share: 1 }];
  return [
    { time: timeText(before * step), share: 1 - share },
    { time: timeText((before + 1) * step), share },
  ];
}

function instantOf(date: string, seconds: number): Instant {
  return parseDate(date.slice(0, 8)) + Math.round(1000 * seconds);
}

function timeText(instant: Instant): string {
  return formatDate(instant, '%Y%m%dT%H%M%SZ');
}
