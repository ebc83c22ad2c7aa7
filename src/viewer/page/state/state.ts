import type { WeightFunction } from '../../../core/inversion/weights.ts';

/**
 * All that the page shows, as plain data: what is looked at, from where, in which colours, relative to what. A link holds it,
 * undo goes back in it, tests compare it. What can be made from it and the files (values, fits, pictures) is not in it.
 */
export interface ViewerState {
  readonly panes: readonly PaneState[];
  /** the pane that panels and keys act on */
  readonly active: number;
  /** where to look, by the frame of the panes: those of one frame are linked */
  readonly views: Readonly<Record<string, View>>;
  /** colours, by layer */
  readonly looks: Readonly<Record<string, Look>>;
  /** everything is relative to this pixel, or the mean of this area; absent = to that of the file */
  readonly reference?: ReferencePlace;
  /** and to this date */
  readonly referenceDate?: string;
  /** places whose series are drawn; the last one is the one that moves with a click */
  readonly points: readonly Point[];
  /** layer whose series are drawn */
  readonly seriesLayer?: string;
  readonly fit: Fit;
  readonly terrain: { readonly isOn: boolean; readonly strength: number };
  /** pixels are shown where this layer has at least this value */
  readonly mask?: { readonly layer: string; readonly atLeast: number };
  /** radar images lie on the map, where the lookup table has their pixels */
  readonly isDraped: boolean;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly network: NetworkState;
  /** how panes lie: beside each other, or the second one over the first, cut at a share of the width or in turn */
  readonly compare: { readonly kind: 'side' | 'swipe' | 'flicker'; readonly at: number };
  readonly chart: Chart;
  /** a line over the map along which values are drawn */
  readonly transect?: Transect;
  /** what is being drawn on the map */
  readonly draft?: {
    readonly kind: 'area' | 'transect' | 'reference';
    readonly raster: string;
    readonly vertices: Vertices;
  };
}

/** Corners in pixels of a raster, [y, x]; 0, 0 is the centre of the first pixel. */
export type Vertices = readonly (readonly [y: number, x: number])[];

/** What the dock shows, and how. */
export interface Chart {
  readonly kind: 'series' | 'residuals' | 'profile';
  /** layer whose series are drawn too, as rings */
  readonly second?: string;
  /** bars of one standard deviation, where there are any */
  readonly hasErrors: boolean;
  /** the same values one ambiguity of the phase above and below */
  readonly hasReplicas: boolean;
  /** the series under the cursor */
  readonly follows: boolean;
  /** what stands for an area */
  readonly ofArea: 'mean' | 'median';
}

export interface Transect {
  readonly raster: string;
  readonly vertices: Vertices;
  /** pixels across */
  readonly width: number;
  /** dates that are drawn beside that of the map */
  readonly slices: readonly string[];
}

/** Another network than that of the stack, and how it is inverted. */
export interface NetworkState {
  readonly isOpen: boolean;
  /** pairs that take no part, all of them; absent = those of the file */
  readonly out?: readonly string[];
  /** absent = as the open series was made */
  readonly weight?: WeightFunction;
  /** coherence that colours the pairs: of the pixel, or the mean of the map */
  readonly colours: 'pixel' | 'mean';
}

export interface PaneState {
  readonly layer: string;
  /** date, pair or number of a layer that has several planes */
  readonly slice?: string;
}

/** Middle of the picture in the coordinates of a frame, and screen pixels for a pixel's width of the raster. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Look {
  readonly colormap: string;
  /** limits in the unit shown */
  readonly low: number;
  readonly high: number;
  /** colours repeat: values are wrapped into the limits */
  readonly isWrapped: boolean;
  readonly opacity: number;
  /** zeros are not drawn */
  readonly hidesZero: boolean;
}

/** A pixel of the rasters of a key (`Raster.key`). */
export interface Place {
  readonly raster: string;
  readonly y: number;
  readonly x: number;
}

/** A pixel, or an area near whose middle it is. */
export interface ReferencePlace extends Place {
  readonly outline?: Vertices;
}

export interface Point extends Place {
  readonly name: string;
  readonly color: string;
  /** of an area: its corners; y and x are near its middle */
  readonly outline?: Vertices;
}

/** Functions of time to fit: those of core, and whether they are drawn. */
export interface Fit {
  readonly isOn: boolean;
  readonly polynomial: number;
  readonly periodic: readonly number[];
  readonly stepDate: readonly string[];
  readonly exp: readonly { readonly onset: string; readonly tau: readonly number[] }[];
  readonly log: readonly { readonly onset: string; readonly tau: readonly number[] }[];
}

export const EMPTY_STATE: ViewerState = {
  panes: [],
  active: 0,
  views: {},
  looks: {},
  points: [],
  fit: { isOn: true, polynomial: 1, periodic: [], stepDate: [], exp: [], log: [] },
  terrain: { isOn: false, strength: 0.6 },
  isDraped: false,
  theme: 'auto',
  compare: { kind: 'side', at: 0.5 },
  chart: { kind: 'series', hasErrors: true, hasReplicas: false, follows: false, ofArea: 'mean' },
  network: { isOpen: false, colours: 'pixel' },
};

/** Colours of points: distinct for all kinds of colour vision (Okabe & Ito 2008), in the order they are used. */
export const POINT_COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6bb1'];
