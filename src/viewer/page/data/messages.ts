import type { AreaQuestion, AreaSeries } from './area.ts';
import type { InvertedRows, InvertRows } from './inverted-rows.ts';
import type { Patch, Product, Statistics, Window } from './product.ts';

/** Where the bytes of a file come from. */
export type FileSource =
  | { readonly kind: 'url'; readonly name: string; readonly url: string; readonly values?: string }
  | { readonly kind: 'file'; readonly name: string; readonly file: File }
  /** a Zarr store: its files by their paths within it */
  | { readonly kind: 'folder'; readonly name: string; readonly files: ReadonlyMap<string, File> };

/** A raster of a layer: `plane` 0 for single rasters. */
export interface PlaneOf {
  readonly product: string;
  readonly dataset: string;
  readonly plane: number;
}

/** What the page asks its workers, and what they answer. */
export interface Questions {
  open: { readonly ask: { readonly source: FileSource }; readonly answer: Product };
  patch: {
    readonly ask: PlaneOf & PatchChoice;
    readonly answer: Patch & { readonly statistics?: Statistics };
  };
  area: { readonly ask: AreaQuestion; readonly answer: AreaSeries };
  series: {
    readonly ask: {
      readonly product: string;
      readonly dataset: string;
      readonly y: number;
      readonly x: number;
    };
    readonly answer: Float32Array<ArrayBuffer>;
  };
  invert: {
    readonly ask: { readonly product: string; readonly rows: InvertRows };
    readonly answer: InvertedRows;
  };
}

export interface PatchChoice {
  readonly window: Window;
  /** pixels may be averaged where several become one */
  readonly hasMean: boolean;
  /** zeros stand for no data: they count neither in averages nor in statistics */
  readonly zeroIsEmpty: boolean;
  readonly noData?: number;
  /** whether to say what the values look like */
  readonly wantsStatistics?: boolean;
  /** one row in `step` is enough, where that spares reading: for a first look */
  readonly isSparse?: boolean;
  /** light on these heights instead of themselves: 0 to 1, from the north-west of a screen on which the raster lies as told */
  readonly relief?: { readonly aspect: number; readonly flip: { readonly y: boolean; readonly x: boolean } };
}

export type QuestionName = keyof Questions;

/** What was asked under this number is not wanted any more. */
export interface Cancellation {
  readonly cancel: number;
}

export interface Question {
  readonly id: number;
  readonly name: QuestionName;
  readonly ask: Questions[QuestionName]['ask'];
}

export type Answer =
  | { readonly id: number; readonly value: Questions[QuestionName]['answer'] }
  | { readonly id: number; readonly error: string };
