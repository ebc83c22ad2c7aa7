import type { Box } from '../core/array.ts';
import { splitDate12 } from '../core/dates.ts';
import { MetadataError } from '../core/errors.ts';
import { requireNumber, requireText } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { GeometryDataset, StackDataset, StackDescription } from '../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../loading/geometry-layers.ts';
import { type CommonGrid, placingOf } from '../loading/grids/common-grid.ts';
import type { FileLayer } from '../loading/layer.ts';
import { filesOf, type LoadOptions } from '../loading/load-options.ts';
import { ionosphereFiles, offsetFiles, stackFiles } from '../loading/option-files.ts';
import type { PairHeader } from '../loading/pair-entry.ts';
import { beginAtOnePlace } from '../loading/pair-sizes.ts';
import { pairStack } from '../loading/pair-stack.ts';
import { invertBits, isWaterBody, type PixelTransform, replaceValue } from '../loading/pixel-transforms.ts';
import { mosaic } from './geometry-mosaic.ts';
import { GEOMETRY_OPTIONS } from './geometry-options.ts';

/**
 * A file of a geocoded product that has been opened once: what it says, and its pixels as a layer. An interferogram has DATE12 and
 * P_BASELINE_TOP_HDR and P_BASELINE_BOTTOM_HDR.
 */
export interface MapFile {
  readonly path: string;
  readonly length: number;
  readonly width: number;
  readonly attributes: Attributes;
  readonly layer: (transforms: readonly PixelTransform[]) => FileLayer;
  /** What the processor calls the frame or burst that the file is of. */
  readonly frame?: string;
}

/** What a processor of geocoded products knows of its files. */
export interface MapProducts {
  readonly open: (path: string) => Promise<MapFile>;
  /** What becomes of values of a stack... */
  readonly stackValues?: Partial<Record<StackDataset, readonly PixelTransform[]>>;
  /** ...and of the geometry. */
  readonly geometryValues?: Partial<Record<GeometryDataset, readonly PixelTransform[]>>;
  /** See `PairStackInput`. */
  readonly pathTags?: (path: string) => readonly string[];
  /** Files of unequal sizes are all read in the window that lies in each of them; otherwise those of an odd size are left out. */
  readonly readsCommonBox?: boolean;
  /** What to do when sizes differ so that fewer than two pairs are left. */
  readonly sizeRemedy?: string;
}

/**
 * Describe a stack whose interferograms and geometry lie on one map: headers read, pixels not.
 * @throws {FileError} naming a file that cannot be read @throws {MetadataError} when sizes do not fit together
 */
export async function mapStack(options: LoadOptions, products: MapProducts): Promise<StackDescription> {
  const warnings: string[] = [];
  const selected = [stackFiles, ionosphereFiles, offsetFiles].map((select) => select(options));
  const files = new Map<string, MapFile>();
  for (const path of selected.flatMap((lists) => Object.values(lists).flat()))
    files.set(path, files.get(path) ?? (await products.open(path)));
  const geometryFiles = await openGeometry(options, products);
  const fileAt = (path: string) => files.get(path) as MapFile;

  // Files that all begin at one place are read in their common corner: the reference's rule for these products.
  const corner =
    products.readsCommonBox && isReferenceRule(options)
      ? commonBox([...files.values(), ...geometryFiles.flatMap(([, opened]) => opened)])
      : undefined;
  const box = options.subset === undefined ? corner : undefined;
  const subset = options.subset ?? (box && { yx: box });
  const placing = (path: string, layer: FileLayer) => placingOf(layer, fileAt(path).attributes);
  let common: CommonGrid | undefined;
  const [ifgrams, ionosphere, offsets] = selected.map((list) => {
    const { stack, warnings: found } = pairStack({
      workDir: options.workDir,
      files: list,
      header: (path) => pairHeader(fileAt(path)),
      layer: (dataset, path) => fileAt(path).layer(products.stackValues?.[dataset] ?? []),
      pathTags: products.pathTags,
      overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
      subset,
      rules: options,
      placing,
      onto: common,
    });
    warnings.push(...found);
    common ??= stack?.grid;
    return stack;
  });
  const stack = ifgrams ?? offsets;
  const primary = Math.max(selected[0].unwrapPhase?.length ?? 0, selected[2].rangeOffset?.length ?? 0);
  if (stack !== undefined && stack.pairs.length < 2 && primary >= 2)
    throw new MetadataError(
      `Only ${stack.pairs.length} of ${primary} pairs is left: ${warnings.join(' ')}`,
      products.sizeRemedy ?? 'Bring all products to one grid first.',
    );

  if (stack !== undefined && common === undefined)
    warnings.push(...shiftedFiles(stack.attributes, [...files.values()]));

  const sources: Partial<Record<GeometryDataset, GeometrySource>> = {};
  for (const [dataset, opened] of geometryFiles) {
    const values = (file: MapFile) =>
      file.layer(products.geometryValues?.[dataset] ?? usualValues(dataset, file.path));
    if (common !== undefined) {
      sources[dataset] = mosaic(dataset, opened, values, common);
      continue;
    }
    const fitting = opened.find(({ length, width }) => length === stack?.length && width === stack.width);
    const file = fitting ?? opened[0];
    const isCut =
      subset !== undefined && (!subset.lalo || beginAtOnePlace(file.attributes, stack?.attributes ?? {}));
    if (stack !== undefined && fitting === undefined && !isCut)
      throw new MetadataError(
        `${file.path} has ${file.length} x ${file.width} pixels, the interferograms have ${stack.length} x ${stack.width}.`,
        products.sizeRemedy ?? 'Bring it to the grid of the interferograms first.',
      );
    sources[dataset] = { layer: values(file), attributes: file.attributes };
  }
  const geometry = geometryDescriptions({
    sources,
    observation: stack?.attributes,
    templateAttributes: options.templateAttributes,
    common,
  });
  return { ifgrams, ionosphere, offsets, geometry, box, warnings };
}

function isReferenceRule({ grid = 'no', resample = 'no' }: LoadOptions): boolean {
  return grid === 'no' && resample === 'no';
}

function pairHeader({ path, attributes, frame }: MapFile): PairHeader {
  const [date1, date2] = splitDate12(requireText({ FILE_PATH: path, ...attributes }, 'DATE12'));
  const baseline = (key: string) => requireNumber({ FILE_PATH: path, ...attributes }, key);
  return {
    date1,
    date2,
    bperpTop: baseline('P_BASELINE_TOP_HDR'),
    bperpBottom: baseline('P_BASELINE_BOTTOM_HDR'),
    attributes,
    frame,
  };
}

/** Files of the same size whose first pixel lies elsewhere by more than half a pixel: their pixels are not those of the others. */
function shiftedFiles(reference: Attributes, files: readonly MapFile[]): string[] {
  const isShifted = ({ attributes, length, width }: MapFile) =>
    length === Number(reference.LENGTH) &&
    width === Number(reference.WIDTH) &&
    !beginAtOnePlace(reference, attributes);
  const shifted = files.filter(isShifted).map(({ path }) => path);
  if (shifted.length === 0) return [];
  return [
    `${shifted.length} file(s) begin at another place than ${reference.FILE_PATH}, first ${shifted[0]}: their pixels will not match. mintpy.load.grid = intersection or union brings them together.`,
  ];
}

function usualValues(dataset: GeometryDataset, path: string): readonly PixelTransform[] {
  if (dataset === 'height') return [replaceValue(-32768, Number.NaN)];
  return dataset === 'waterMask' && isWaterBody(path) ? [invertBits] : [];
}

/** Of every layer of the geometry the files that its pattern finds. */
async function openGeometry(
  options: LoadOptions,
  { open }: MapProducts,
): Promise<(readonly [GeometryDataset, readonly MapFile[]])[]> {
  const out: [GeometryDataset, MapFile[]][] = [];
  for (const [dataset, option] of GEOMETRY_OPTIONS) {
    const opened: MapFile[] = [];
    for (const path of filesOf(options, option)) opened.push(await open(path));
    if (opened.length > 0) out.push([dataset, opened]);
  }
  return out;
}

function commonBox(files: readonly MapFile[]): Box {
  const least = (key: 'length' | 'width') => Math.min(...files.map((file) => file[key]));
  return { y0: 0, x0: 0, y1: least('length'), x1: least('width') };
}
