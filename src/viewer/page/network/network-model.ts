import { displacementPerRadian } from '../../../core/inversion/displacement-scale.ts';
import { type ObservationMask, observationMask } from '../../../core/inversion/observation-mask.ts';
import { effectiveLooks, type WeightFunction, weightFunction } from '../../../core/inversion/weights.ts';
import { type Pair, parsePair } from '../../../core/network/pairs.ts';
import { optionalNumber } from '../../../io/attributes/typed.ts';
import type { Attributes } from '../../../io/hdf5/types.ts';
import type { Library } from '../data/library.ts';
import type { Layer, Product } from '../data/product.ts';
import { fileReference } from '../map/file-reference.ts';
import { FrameGrid } from '../map/frame.ts';
import { type ReferenceAt, referenceIn, type Shown } from '../map/view-model.ts';
import type { ViewerState } from '../state/state.ts';

/** A stack, the pairs of it that take part, and the options of its inversion. */
export interface NetworkModel {
  readonly stack: Product;
  readonly grid: FrameGrid;
  readonly observed: Layer;
  readonly coherence: Layer | undefined;
  readonly names: readonly string[];
  readonly pairs: readonly Pair[];
  /** [numPair] 1 = takes part */
  readonly kept: readonly number[];
  readonly isAsInFile: boolean;
  /** pixel that the phases are made relative to */
  readonly reference: { readonly y: number; readonly x: number } | undefined;
  /** what the state says the results are relative to; undefined = to this pixel */
  readonly chosen: ReferenceAt | undefined;
  readonly options: InversionChoice;
  /** date that results are relative to: that of the series where it has one; undefined = the first */
  readonly referenceDate: string | undefined;
  /** dataset of the stack that masks single observations */
  readonly maskLayer: Layer | undefined;
  /** rasters whose zeros are not inverted */
  readonly sceneMasks: readonly Layer[];
  /** series that was inverted from this stack, where one is open */
  readonly series: Layer | undefined;
}

/** What an inversion is told besides its pairs. */
interface InversionChoice {
  readonly weightFunc: WeightFunction;
  readonly looks?: number;
  readonly minNormVelocity: boolean;
  readonly gap: 'nsbas' | null;
  readonly norm: 'L1' | 'L2';
  readonly minRedundancy: number;
  readonly scale: number;
  readonly mask?: ObservationMask;
}

const PREFIX = 'mintpy.networkInversion.';

/** The network of the stack on the pixels of a pane; undefined where no stack of phases is open on them. */
export function networkModel(state: ViewerState, library: Library, shown: Shown): NetworkModel | undefined {
  const onPixels = [...library.products.values()].filter(({ grid }) => grid.key === shown.grid.raster.key);
  const stack = onPixels.find(hasPhases);
  if (stack === undefined) return undefined;
  const layerOf = (dataset: string) => stack.layers.find((layer) => layer.dataset === dataset);
  const series = seriesOfStack(onPixels);
  const made = series && library.productOf(series).attributes;
  const observed = layerOf(made?.[`${PREFIX}obsDatasetName`] ?? '') ?? phasesOf(stack)[0];
  const names = observed.slices!;
  const out = state.network.out && new Set(state.network.out);
  const kept = names.map((name, i) => (out ? Number(!out.has(name)) : Number((stack.kept?.[i] ?? 1) !== 0)));
  const grid = new FrameGrid(stack.grid);
  const coherence = layerOf('coherence');
  const maskName = made?.[`${PREFIX}maskDataset`] ?? 'None';
  const maskLayer = layerOf(maskName);
  const chosen = referenceIn(state, observed, grid, library);
  const reference = referenceOf(stack, grid) ?? chosen;
  return {
    stack,
    grid,
    observed,
    coherence,
    names,
    pairs: names.map(parsePair),
    kept,
    isAsInFile: names.every((_, i) => kept[i] === Number((stack.kept?.[i] ?? 1) !== 0)),
    reference: reference && { y: reference.y, x: reference.x },
    chosen: chosen && !chosen.outline && isSame(chosen, reference) ? undefined : chosen,
    options: {
      ...choiceOf(made ?? {}, stack.attributes, coherence === undefined, state.network.weight),
      ...(maskLayer && {
        mask: observationMask(maskName, Number(made?.[`${PREFIX}maskThreshold`] ?? 0.4)),
      }),
    },
    referenceDate: made?.['REF_DATE'],
    maskLayer,
    sceneMasks: onPixels
      .flatMap(({ layers }) => layers)
      .filter(({ product }) => /(^|\/)(waterMask|avgSpatialCoh)\.h5$/.test(product)),
    series,
  };
}

function phasesOf({ layers }: Product): Layer[] {
  return layers.filter(({ dataset, sliceKind }) => dataset.startsWith('unwrapPhase') && sliceKind === 'pair');
}

/** The series as it came out of the inversion, before corrections: the shortest name. */
function hasPhases(product: Product): boolean {
  return product.fileType === 'ifgramStack' && phasesOf(product).length > 0;
}

/** A layer on the pixels of a stack that is open: its series, or its phase. */
export function layerWithNetwork(library: Library): Layer | undefined {
  const products = [...library.products.values()];
  const stack = products.find(hasPhases);
  if (stack === undefined) return undefined;
  return seriesOfStack(products.filter(({ grid }) => grid.key === stack.grid.key)) ?? phasesOf(stack)[0];
}

function seriesOfStack(products: readonly Product[]): Layer | undefined {
  return products
    .filter(({ fileType, attributes }) => fileType === 'timeseries' && `${PREFIX}weightFunc` in attributes)
    .sort((a, b) => a.name.length - b.name.length)[0]?.layers[0];
}

function choiceOf(
  made: Attributes,
  attributes: Attributes,
  lacksCoherence: boolean,
  chosen: WeightFunction | undefined,
): Omit<InversionChoice, 'mask'> {
  const looks = looksOf(attributes);
  const usual = weightFunction(made[`${PREFIX}weightFunc`] ?? 'var');
  const wanted = chosen ?? usual;
  const needsLooks = wanted === 'var' || wanted === 'fim';
  return {
    weightFunc: lacksCoherence || (needsLooks && looks === undefined) ? 'no' : wanted,
    ...(looks !== undefined && { looks }),
    minNormVelocity: (made[`${PREFIX}minNormVelocity`] ?? 'True') !== 'False',
    gap: made[`${PREFIX}gap`] === 'nsbas' ? 'nsbas' : null,
    norm: made[`${PREFIX}norm`] === 'L1' ? 'L1' : 'L2',
    minRedundancy: Number(made[`${PREFIX}minRedundancy`] ?? 1),
    scale: displacementPerRadian(optionalNumber(attributes, 'WAVELENGTH') ?? 4 * Math.PI),
  };
}

function looksOf(attributes: Attributes): number | undefined {
  const [correlationLooks, azimuthLooks, rangeLooks] = ['NCORRLOOKS', 'ALOOKS', 'RLOOKS'].map((key) =>
    optionalNumber(attributes, key),
  );
  const isTold = correlationLooks !== undefined || (azimuthLooks !== undefined && rangeLooks !== undefined);
  return isTold ? effectiveLooks({ correlationLooks, azimuthLooks, rangeLooks }) : undefined;
}

function referenceOf(stack: Product, grid: FrameGrid): { y: number; x: number } | undefined {
  const own = fileReference(stack);
  return own && own.area === undefined && grid.isInside(own) ? own : undefined;
}

function isSame(a: { y: number; x: number }, b: { y: number; x: number } | undefined): boolean {
  return a.y === b?.y && a.x === b.x;
}
