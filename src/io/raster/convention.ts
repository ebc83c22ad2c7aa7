import type { Attributes } from '../hdf5/types.ts';
import type { ElementType } from './element-type.ts';
import type { Interleave } from './raw-band.ts';

/** How the bytes of a raw file lie, as far as a name can tell. */
export interface ByteFormat {
  readonly bands: number;
  readonly type: ElementType;
  readonly interleave: Interleave;
  /** Left out where BYTE_ORDER of the attributes decides. */
  readonly littleEndian?: boolean;
}

/** How a program that makes rasters describes them: what a reader of any raster has to know of it. */
export interface RasterConvention {
  /** As attribute PROCESSOR names it. */
  readonly processor: string;
  /** Its sheet `<file>.<ending>`. */
  readonly sheet?: {
    readonly ending: string;
    /** @param label path of the sheet, for messages */
    readonly attributes: (text: string, label: string) => Attributes;
    /** It says how the bytes lie: other sheets only add to it. */
    readonly isComplete?: boolean;
  };
  /** What the name of a file says of its bytes where no sheet does. */
  readonly format?: (path: string) => ByteFormat | undefined;
}

const CONVENTIONS: RasterConvention[] = [];

/** Make the rasters of a program readable by everything that reads rasters. The first to claim an ending has it. */
export function addRasterConvention(convention: RasterConvention): void {
  CONVENTIONS.push(convention);
}

export function rasterConventions(): readonly RasterConvention[] {
  return CONVENTIONS;
}

let provider: (() => Promise<unknown>) | undefined;

/** Name what makes the conventions known, for those who read a raster of any program without knowing the programs. */
export function provideConventions(load: () => Promise<unknown>): void {
  provider = load;
}

/** Make the conventions known that were provided; to be awaited before a raster of any program is opened. */
export async function knowConventions(): Promise<void> {
  await provider?.();
}
