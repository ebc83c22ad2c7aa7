const DAY = 86_400;

/**
 * Words of the ticks of a time axis in the reader's language: the year stands below the first one and where it changes.
 * @param ticks seconds since 1970 @param step seconds between them
 */
export function dateTicks(ticks: readonly number[], step: number, language: string): string[] {
  const format = new Intl.DateTimeFormat(language, {
    month: 'short',
    ...(step < 28 * DAY && { day: 'numeric' }),
    timeZone: 'UTC',
  });
  const years = ticks.map((seconds) => new Date(seconds * 1000).getUTCFullYear());
  if (step >= 365 * DAY) return years.map(String);
  return ticks.map((seconds, k) => {
    const words = format.format(new Date(seconds * 1000));
    return years[k] === years[k - 1] ? words : `${words}\n${years[k]}`;
  });
}
