import { RunError } from '../core/errors.ts';
import { fetchGnss } from '../services/nevada/nevada.ts';
import type { StationSeries } from '../services/nevada/tenv3.ts';
import type { ServiceContext } from '../services/service.ts';
import { type CallOptions, contextOf, pathIn } from './call.ts';
import { notOpen } from './not-open.ts';
import { enu2los } from './small-math.ts';

/** Displacement of a station, m. */
export interface StationDisplacement {
  readonly dates: readonly string[];
  readonly values: Float64Array;
}

/**
 * Daily positions of a GNSS station, of the Nevada Geodetic Laboratory; fetched once and kept in `GNSS-UNR`.
 *
 *     const station = await new Gnss('GV05').open();
 *     const { dates, values } = station.readDisplacement({ incidence: 34, azimuth: -258 });
 */
export class Gnss {
  readonly site: string;
  private readonly options: CallOptions & Partial<ServiceContext> & { readonly folder?: string };
  private series: StationSeries | undefined;

  constructor(
    site: string,
    options: CallOptions & Partial<ServiceContext> & { readonly folder?: string } = {},
  ) {
    this.site = site.toUpperCase();
    this.options = options;
  }

  /** Fetch the series, or take what is there. @throws {RunError} when it cannot be had */
  async open(): Promise<this> {
    const folder = pathIn(this.options, this.options.folder ?? '.');
    const context = { ...contextOf(this.options, 'gnss'), ...this.options } as ServiceContext;
    const [outcome] = await fetchGnss([this.site], { folder }, context);
    if ('error' in outcome) throw outcome.error;
    this.series = outcome.value;
    if (this.series === undefined) throw new RunError(`There is no series of the station ${this.site}.`);
    return this;
  }

  get latitude(): number {
    return this.facts.latitude;
  }

  get longitude(): number {
    return this.facts.longitude;
  }

  get dates(): readonly string[] {
    return this.facts.dates;
  }

  /**
   * Displacement between two dates, zero at the first: a component, or toward a satellite.
   * @param look component, or the incidence angle and azimuth of the line of sight, degrees
   */
  readDisplacement(
    look: 'east' | 'north' | 'up' | { readonly incidence: number; readonly azimuth: number },
    { start = '', end = '9' }: { readonly start?: string; readonly end?: string } = {},
  ): StationDisplacement {
    const { dates, east, north, up } = this.facts;
    const all =
      typeof look === 'string'
        ? { east, north, up }[look]
        : enu2los(east, north, up, look.incidence, look.azimuth);
    const rows = dates.flatMap((date, k) => (date >= start && date <= end ? [k] : []));
    return {
      dates: rows.map((k) => dates[k]),
      values: Float64Array.from(rows, (k) => all[k] - all[rows[0]]),
    };
  }

  private get facts(): StationSeries {
    return this.series ?? notOpen(this.site);
  }
}
