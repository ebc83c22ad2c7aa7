import type { NdArray } from '../core/array.ts';
import { OptionError } from '../core/errors.ts';
import type { Matrix } from '../core/linalg/matrix.ts';
import {
  networkReferenceDate,
  phaseDesignMatrix,
  velocityDesignMatrix,
} from '../core/network/design-matrix.ts';
import { datesOfPairs, parsePair } from '../core/network/pairs.ts';
import { perpBaselineTimeseries } from '../core/network/perpendicular-baseline.ts';
import { withH5 } from '../io/hdf5/file.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { type IfgramStack as Product, readIfgramStack } from '../io/products/ifgram-stack.ts';
import {
  type Pixel,
  pixelValues,
  referencePixel,
  requireReferencePixel,
} from '../io/products/reference-pixel.ts';
import { type CallOptions, pathIn } from './call.ts';
import { notOpen } from './not-open.ts';
import { type ReadOptions, read } from './read.ts';

/** Which interferograms are meant. */
export interface PairChoice {
  /** true: leave out those that the network does not use. */
  readonly dropIfgram?: boolean;
}

/**
 * A stack of interferograms, `inputs/ifgramStack.h5`.
 *
 *     const stack = await new IfgramStack('inputs/ifgramStack.h5').open();
 *     stack.getDate12List({ dropIfgram: true });
 *     const { A, B } = stack.getDesignMatrix4Timeseries();
 */
export class IfgramStack {
  readonly path: string;
  private product: Product | undefined;

  constructor(path: string, options: Pick<CallOptions, 'cwd'> = {}) {
    this.path = pathIn(options, path);
  }

  /** Read what is known without its rasters. @throws {FileError} for a file of another type */
  async open(): Promise<this> {
    this.product = await readIfgramStack(this.path);
    return this;
  }

  /** All pairs, YYYYMMDD_YYYYMMDD, the earlier date first. */
  get date12List(): readonly string[] {
    return this.facts.date12;
  }

  /** All acquisitions in order. */
  get dateList(): readonly string[] {
    return this.getDateList();
  }

  get numIfgram(): number {
    return this.facts.date12.length;
  }

  /** Per pair whether it is in use: as in the file, true means that it is NOT dropped. */
  get dropIfgram(): readonly boolean[] {
    return this.facts.isKept;
  }

  /** Perpendicular baseline per pair, m. */
  get pbaseIfgram(): Float32Array {
    return this.facts.bperp;
  }

  get metadata(): Attributes {
    return this.facts.attributes;
  }

  get length(): number {
    return this.facts.length;
  }

  get width(): number {
    return this.facts.width;
  }

  get refPixel(): Pixel | undefined {
    return referencePixel(this.facts);
  }

  getDate12List({ dropIfgram = false }: PairChoice = {}): string[] {
    const { date12, isKept } = this.facts;
    return date12.filter((_, i) => !dropIfgram || isKept[i]);
  }

  /** Pairs that the network does not use. */
  getDropDate12List(): string[] {
    const { date12, isKept } = this.facts;
    return date12.filter((_, i) => !isKept[i]);
  }

  getDateList(choice: PairChoice = {}): string[] {
    return datesOfPairs(this.getDate12List(choice).map(parsePair));
  }

  /** Perpendicular baseline of every acquisition, m, 0 at the first. @throws {NetworkError} without interferograms */
  getPerpBaselineTimeseries(choice: PairChoice = { dropIfgram: true }): Float64Array {
    const { date12, bperp } = this.facts;
    const chosen = new Set(this.getDate12List(choice));
    const rows = date12.flatMap((name, i) => (chosen.has(name) ? [i] : []));
    return perpBaselineTimeseries(
      rows.map((i) => parsePair(date12[i])),
      rows.map((i) => bperp[i]),
    );
  }

  /**
   * Design matrices of the inversion: A of phases [numIfgram, numDate - 1], B of velocities.
   * @param date12s pairs in use unless given
   * @throws {NetworkError} without interferograms, or for a reference date that is none of theirs
   */
  getDesignMatrix4Timeseries(
    date12s: readonly string[] = this.getDate12List({ dropIfgram: true }),
    refDate?: string,
  ): { readonly A: Matrix; readonly B: Matrix; readonly refDate: string } {
    const pairs = date12s.map(parsePair);
    const reference = refDate ?? networkReferenceDate(pairs);
    return { A: phaseDesignMatrix(pairs, reference), B: velocityDesignMatrix(pairs), refDate: reference };
  }

  /**
   * Value of every interferogram at the reference pixel.
   * @throws {ReferencePointError} without a reference pixel  @throws {FileError} when there is no such dataset
   */
  getReferencePhase({
    dataset = 'unwrapPhase',
    dropIfgram = true,
  }: PairChoice & { readonly dataset?: string } = {}): Promise<Float64Array> {
    const pixel = requireReferencePixel(this.facts);
    const { isKept } = this.facts;
    return withH5(this.path, (file) => {
      const values = pixelValues(file, dataset, pixel);
      return values.filter((_, i) => !dropIfgram || isKept[i]);
    });
  }

  /**
   * Values of some interferograms [numIfgram, length, width].
   * @throws {FileError} when there is no such dataset or pair  @throws {OptionError} for a box outside
   */
  async read(
    options: Pick<ReadOptions, 'box' | 'xstep' | 'ystep'> &
      PairChoice & { readonly dataset?: string; readonly date12?: readonly string[] } = {},
  ): Promise<NdArray<readonly number[], Float32Array>> {
    const { dataset = 'unwrapPhase', dropIfgram = true, date12, ...part } = options;
    const pairs = date12 ?? this.getDate12List({ dropIfgram });
    if (pairs.length === 0)
      throw new OptionError('No interferogram was asked for.', 'Give at least one pair.');
    return (await read(this.path, { ...part, dataset: pairs.map((pair) => `${dataset}-${pair}`) })).data;
  }

  private get facts(): Product {
    return this.product ?? notOpen(this.path);
  }
}
