import type {
  Colormap,
  Extend,
  MapFigure,
  MapLine,
  MapPoint,
  MarkerShape,
  ScaleBar,
  Terrain,
} from '../../plot/index.ts';
import type { GnssRequest } from './gnss-points.ts';
import type { LineRequest } from './ground-lines.ts';
import type { Orientation, Window } from './place.ts';
import type { FigureLook } from './save.ts';
import type { SliceChoice } from './slices.ts';

/** A figure of one or many rasters of a file: what to read, how to show it, where to put it. */
export interface ViewRequest extends SliceChoice, FigureLook {
  readonly file: string;
  readonly window?: Window;

  /** Unit to show; centimetres for displacement, else the stored one, unless given. */
  readonly unit?: string;
  /** Show values modulo a cycle: -π to π of phase, or another interval. */
  readonly wrap?: boolean | readonly [number, number];
  readonly zeroMask?: boolean;
  readonly noDataValue?: number;
  /** A mask file, or null for none; the usual one beside the file when left out. */
  readonly mask?: string | null;
  readonly maskRange?: { readonly min?: number; readonly max?: number };
  /** Operation on the displayed values of a single raster. */
  readonly math?: string;
  readonly lineFiles?: LineRequest;
  readonly gnss?: GnssRequest;
  /** Pixels flow into one another. */
  readonly smooth?: boolean;
  /** A disc of so many square points for every pixel instead of an image. */
  readonly scatter?: number;
  /** Panels become frames of one moving picture. */
  readonly animation?: boolean;
  /** Satellite and processor in the title. */
  readonly titleOfSatellite?: boolean;
  readonly refDate?: string;
  readonly refPixel?:
    | { readonly y: number; readonly x: number }
    | { readonly lat: number; readonly lon: number };
  /** Draw one of n x n pixels; by the size of the data when left out. */
  readonly multilook?: number;

  readonly colormap?: string | Colormap;
  readonly colormapOptions?: { readonly lut?: number; readonly vlist?: readonly [number, number, number] };
  readonly vlim?: readonly [number, number];
  readonly dem?: string;
  readonly terrain?: Omit<Terrain, 'height'>;
  /** Hide terrain where data are missing. */
  readonly maskDem?: boolean;
  readonly alpha?: number;
  readonly orientation?: Orientation;
  /** The symbol of the reference pixel, or none. */
  readonly reference?:
    | { readonly shape?: MarkerShape; readonly size?: number; readonly color?: string }
    | false;
  readonly points?: readonly MapPoint[];
  /** Lines over a map, in pixels of the file: profiles, faults. */
  readonly lines?: readonly MapLine[];
  readonly scaleBar?: ScaleBar | false;

  readonly title?: string | false;
  readonly colorbar?:
    | {
        readonly label?: string;
        readonly extend?: Extend;
        readonly ticks?: readonly number[];
        readonly nbins?: number;
        readonly side?: 'right' | 'left' | 'top' | 'bottom';
        readonly thickness?: number;
      }
    | false;
  readonly look?: Pick<
    MapFigure,
    | 'axes'
    | 'ticks'
    | 'degreeStep'
    | 'maxTicks'
    | 'bare'
    | 'fontSize'
    | 'size'
    | 'fontColor'
    | 'yLabelAngle'
    | 'titleInside'
    | 'sides'
    | 'labelOffset'
    | 'tickSize'
  >;
  readonly table?: { readonly rows?: number; readonly columns?: number; readonly figures?: number };
  /** Gaps between panels as shares of their width and height. */
  readonly gaps?: { readonly width?: number; readonly height?: number };

  /** Names of the files; by title in `folder` when left out. */
  readonly outfiles?: readonly string[];
  readonly folder?: string;
  readonly format?: '.png' | '.pdf' | '.svg';
  /** Leave figures alone that are younger than what they show. */
  readonly update?: boolean;
  /** Of a stack: a file that keeps its planes as they were drawn, for the figure of the stack with more of them. */
  readonly keep?: string;
}

/** What became of a request. */
export interface ViewResult {
  readonly files: readonly string[];
  /** false: the figures were younger than their data. */
  readonly drawn: boolean;
}
