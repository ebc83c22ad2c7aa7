/** UTC days from which TAI - UTC has grown by one second to the next, beginning with 10 s on 1972-01-01 (IERS Bulletin C). */
const LEAP_DAYS = [
  '19720101 19720701 19730101 19740101 19750101 19760101 19770101 19780101 19790101 19800101',
  '19810701 19820701 19830701 19850701 19880101 19900101 19910101 19920701 19930701 19940701',
  '19960101 19970701 19990101 20060101 20090101 20120701 20150701 20170101',
].flatMap((line) => line.split(' '));

/** TAI - UTC before the first leap second, s. */
const FIRST = 10;

/**
 * Leap seconds: TAI - UTC of a day. None has been added since 2017 and none is announced; before 1972 it is that of 1972,
 * less than 9 s wrong.
 *
 * @param date YYYYMMDD @returns s
 */
export function leapSeconds(date: string): number {
  const day = date.slice(0, 8);
  const passed = LEAP_DAYS.filter((leap) => leap <= day).length;
  return FIRST + Math.max(0, passed - 1);
}
