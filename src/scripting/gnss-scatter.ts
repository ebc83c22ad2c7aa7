import { type ComparedStation, compareVelocityWithGnss } from '../operations/figures/gnss-agreement.ts';
import { type Axes, drawAgreement } from '../plot/index.ts';
import { type CallOptions, contextOf, pathIn } from './call.ts';

export interface GnssScatterOptions extends CallOptions {
  /** Table of `view --show-gnss --gnss-comp enu2los`; `gnss_enu2los_UNR.csv` unless given. */
  readonly csvFile?: string;
  readonly mskFile?: string;
  /** Station that both are relative to. */
  readonly refGnssSite?: string;
  readonly exGnssSites?: readonly string[];
  /** Outliers differ by more than so many robust standard deviations: 5 unless given. */
  readonly cutoff?: number;
  /** Lookup table, for velocities in radar coordinates. */
  readonly lookupFile?: string;
  /** cm/year unless given */
  readonly unit?: 'm/year' | 'cm/year' | 'mm/year';
  readonly lim?: readonly [number, number];
  /** Write the names of the stations; true unless given. */
  readonly labels?: boolean;
  readonly fontSize?: number;
}

const PER_METRE = { 'm/year': 1, 'cm/year': 100, 'mm/year': 1000 } as const;

/**
 * Velocities of a map against those of GNSS stations, with the line on which they agree.
 *
 *     await view('velocity.h5 --show-gnss --gnss-comp enu2los --ref-gnss GV05 --nodisplay'); // writes the table
 *     const page = subplots(1, 1, { size: [5, 5] });
 *     const { stations, rmse } = await plotInsarVsGnssScatter(page.axes[0], 'velocity.h5', { refGnssSite: 'GV05' });
 *     page
 *
 * @returns the stations, m/year, and the root mean square of the differences without outliers
 * @throws {FileError} for a table without stations  @throws {ReferencePointError} when none lies on the map
 */
export async function plotInsarVsGnssScatter(
  axes: Axes,
  velFile: string,
  options: GnssScatterOptions = {},
): Promise<{ readonly axes: Axes; readonly stations: readonly ComparedStation[]; readonly rmse: number }> {
  const { csvFile = 'gnss_enu2los_UNR.csv', mskFile, lookupFile, unit = 'cm/year' } = options;
  const inFolder = (path: string | undefined) => (path === undefined ? undefined : pathIn(options, path));
  const { stations, rmse } = await compareVelocityWithGnss(
    {
      velocity: pathIn(options, velFile),
      table: pathIn(options, csvFile),
      mask: inFolder(mskFile),
      reference: options.refGnssSite,
      except: options.exGnssSites,
      cutoff: options.cutoff,
      lookup: inFolder(lookupFile),
    },
    contextOf(options, 'plotInsarVsGnssScatter'),
  );
  const scale = PER_METRE[unit];
  const counted = stations.filter(({ isOutlier }) => !isOutlier).length;
  axes.put(
    drawAgreement({
      points: stations.map(({ site, insar, gnss, isOutlier }) => ({
        x: insar * scale,
        y: gnss * scale,
        label: site,
        excluded: isOutlier,
      })),
      xLabel: `InSAR [${unit}]`,
      yLabel: `GNSS [${unit}]`,
      lim: options.lim,
      notes: [`RMSE = ${(rmse * scale).toFixed(2)} ${unit}`, `${counted} of ${stations.length} stations`],
      labels: options.labels ?? true,
      fontSize: options.fontSize,
      size: axes.size,
    }),
  );
  return { axes, stations, rmse };
}
