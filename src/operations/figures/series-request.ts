import type { TimeFunctionModel } from '../../core/timeseries/model.ts';
import type { FittedParameter } from '../../core/timeseries/series-fit.ts';
import type { Place } from '../../io/products/place.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import type { MarkerShape } from '../../plot/index.ts';
import type { PointSeries, PointSeriesOptions } from '../timeseries/point-series.ts';
import type { ViewRequest } from './request.ts';
import type { FigureLook } from './save.ts';

/** Displacement of points over time, to be written as text and drawn: `mintsar tsview`. */
export interface SeriesRequest extends FigureLook {
  /** Time series, or archives in HDF-EOS5; the first one tells dates and gives the map. */
  readonly files: readonly string[];
  /** Names of the files in the legend; their own unless given. */
  readonly labels?: readonly string[];
  readonly points: readonly (Pixel | Place)[];
  readonly series?: Omit<PointSeriesOptions, 'exclude'>;
  /** Dates, or text files of dates, that are shown grey and not fitted. */
  readonly exclude?: readonly string[];
  /** Functions fitted to every series; a straight line unless given, null for none. */
  readonly model?: TimeFunctionModel | null;
  /** Draw the 95 % band of the fit. */
  readonly band?: boolean;
  /** Text file of dates and errors, in the unit of the file: drawn as error bars of the first one. */
  readonly errorFile?: string;
  /** Shift between the series of several files, in the unit shown. */
  readonly offset?: number;
  readonly look?: SeriesLook;
  /** Map of one date beside the series, or none; file and date are filled in. */
  readonly map?: Omit<ViewRequest, 'file'> | false;
  /** Position of the date of the map among those shown. */
  readonly epoch?: number;
  /** Start of the names of all files: `y60x80` when left out. */
  readonly base?: string;
  /** Kind of the figure of the series; PDF when left out. */
  readonly format?: '.png' | '.pdf' | '.svg';
  /** Keep what is there when it is not older than the files and was made by the same request. */
  readonly update?: boolean;
}

export interface SeriesLook {
  readonly vlim?: readonly [number, number];
  readonly tickRight?: boolean;
  readonly shape?: MarkerShape;
  readonly color?: string;
  readonly markerSize?: number;
  readonly lineWidth?: number;
  readonly edgeWidth?: number;
  readonly title?: string | false;
  readonly size?: readonly [number, number];
  readonly fontSize?: number;
}

/** One series that was drawn, with what was fitted to it. */
export interface DrawnSeries {
  readonly label: string;
  readonly series: PointSeries;
  readonly parameters: readonly FittedParameter[];
}

export interface SeriesResult {
  readonly drawn: readonly DrawnSeries[];
  /** Names of what was written, texts first. */
  readonly files: readonly string[];
  /** Everything was there already, made alike. */
  readonly isKept: boolean;
}
