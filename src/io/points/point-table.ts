/** A column of a table of points. */
export interface PointField {
  readonly name: string;
  /** text; whole numbers; numbers with as many decimals as formats of text give them */
  readonly kind: 'text' | 'whole' | 'real';
  /** characters that formats of fixed width keep for it */
  readonly width: number;
  readonly decimals?: number;
  /** numbers that float32 does not carry: coordinates in metres */
  readonly isDouble?: boolean;
  /** e.g. `mm`, `mm/year`; nothing for counts and names */
  readonly unit?: string;
  /** what it is, for people */
  readonly description?: string;
}

/** Values of a column: NaN where there is none. */
export type PointValues = Float32Array | Float64Array | readonly string[];

/** Some points, one after the other. */
export interface PointBlock {
  readonly count: number;
  /** degrees on WGS-84 */
  readonly latitude: Float64Array;
  /** degrees on WGS-84, -180 to 180 */
  readonly longitude: Float64Array;
  /** one per field, each `count` long */
  readonly values: readonly PointValues[];
}

/** Takes points block by block and puts a file in place when it is complete. */
export interface PointWriter {
  write(block: PointBlock): void | Promise<void>;
  /** All points are written: put the files in place. @returns their names, the one to open first */
  finish(): readonly string[] | Promise<readonly string[]>;
  /** Leave nothing behind; what stood there stays. May be called after `finish`. */
  abort(): void;
}

/** What writers say about values that they cannot keep as they are. */
export type Complain = (sentence: string) => void;
