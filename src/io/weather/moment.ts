/** When weather is wanted. */
export interface Moment {
  /** YYYYMMDD */
  readonly date: string;
  /** UTC, 0 to 23 */
  readonly hour: number;
}
