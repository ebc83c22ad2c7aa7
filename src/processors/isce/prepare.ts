import { basename, dirname } from 'node:path';
import { longDate, shortDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { createRandom } from '../../core/stats/random.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { rasterFileType } from '../../io/raster/file-type.ts';
import { openRaster, readRasterAttributes } from '../../io/raster/local.ts';
import type { GeometryDataset, StackDataset, StackDescription } from '../../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../../loading/geometry-layers.ts';
import { expandPattern } from '../../loading/glob.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { ionosphereFiles, offsetFiles, stackFiles } from '../../loading/option-files.ts';
import type { PairHeader } from '../../loading/pair-entry.ts';
import { pairInPath } from '../../loading/pair-in-path.ts';
import { pairStack } from '../../loading/pair-stack.ts';
import {
  clearFilledPhase,
  type PixelTransform,
  replaceValue,
  squareRoot,
} from '../../loading/pixel-transforms.ts';
import { type DateBaseline, type DateBaselines, pairBaseline, readBaselines } from './baselines.ts';
import { geometryRasters } from './geometry-rasters.ts';
import { type IsceMetadata, isceMetadata, metadataForSize } from './metadata.ts';
import type { SceneFiles } from './scene-geometry.ts';

/** Describe an ISCE-2 stack (topsStack, stripmapStack, alosStack): headers read, pixels not. */
export function prepareIsceStack(options: LoadOptions): StackDescription {
  const warnings: string[] = [];
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const scene: SceneFiles = {
    height: demFile,
    latitude: filesOf(options, 'lookupYFile')[0],
    longitude: filesOf(options, 'lookupXFile')[0],
    los: filesOf(options, 'incAngleFile')[0],
    shadow: filesOf(options, 'shadowMaskFile')[0],
  };
  const metadata = isceMetadata(requiredFilesOf(options, 'metaFile')[0], scene);
  const baselines = pairBaselines(options, metadata);
  const header = isceHeader(metadata, baselines);

  const shared = {
    workDir: options.workDir,
    header,
    layer: isceStackLayer,
    overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack' },
    subset: options.subset,
    rules: options,
  };
  const described = [stackFiles, ionosphereFiles, offsetFiles].map((select) => {
    const { stack, warnings: found } = pairStack({ ...shared, files: select(options) });
    warnings.push(...found);
    return stack;
  });
  const [ifgrams, ionosphere, offsets] = described;

  const geometry = geometryDescriptions({
    sources: geometrySources(options, metadata.attributes),
    observation: (ifgrams ?? offsets)?.attributes,
    templateAttributes: options.templateAttributes,
    common: ifgrams?.grid,
    bperp: bperpGrids(options),
  });
  const grid = geometry.radar ?? geometry.geo;
  const coarse =
    ionosphere !== undefined &&
    grid !== undefined &&
    (ionosphere.length !== grid.length || ionosphere.width !== grid.width);
  return {
    ifgrams: withProvenance(ifgrams, options.provenance),
    ionosphere: withProvenance(
      coarse ? { ...ionosphere, resizeTo: { length: grid.length, width: grid.width } } : ionosphere,
      options.provenance,
    ),
    offsets: withProvenance(offsets, options.provenance),
    geometry,
    warnings,
  };
}

function withProvenance<T extends { readonly attributes: Attributes }>(
  stack: T | undefined,
  provenance: Attributes,
): T | undefined {
  return stack && { ...stack, attributes: { ...stack.attributes, ...provenance } };
}

export type PairBaselines = (date1: string, date2: string) => DateBaseline | undefined;

/** Baselines of pairs from the folder of the options; of none where no folder is named. */
export function pairBaselines(options: LoadOptions, metadata: IsceMetadata): PairBaselines {
  const folder = options.patterns.baselineDir;
  if (folder === undefined) return () => undefined;
  if (folder === 'random') return randomBaselines();
  const found = expandPattern(folder, options.workDir)[0] ?? requiredFilesOf(options, 'baselineDir')[0];
  const baselines: DateBaselines = readBaselines(found, metadata.kind);
  return (date1, date2) => pairBaseline(baselines, date1, date2);
}

/** Whole metres within ±10, the same in every run: for tests of a stack without baselines. */
export function randomBaselines(): PairBaselines {
  const random = createRandom(20150101);
  return () => {
    const value = Math.floor(random() * 20) - 10;
    return { top: value, bottom: value };
  };
}

export function isceHeader(metadata: IsceMetadata, baselines: PairBaselines): (path: string) => PairHeader {
  return (path) => {
    const [date1, date2] = pairInPath(path);
    const bperp = baselines(date1, date2) ?? ownBaseline(readRasterAttributes(path), path);
    return {
      date1,
      date2,
      bperpTop: bperp.top,
      bperpBottom: bperp.bottom,
      get attributes() {
        const own = readRasterAttributes(path);
        return {
          ...own,
          ...metadataForSize(metadata.attributes, Number(own.LENGTH), Number(own.WIDTH)),
          PROCESSOR: 'isce',
          NO_DATA_VALUE: own.NO_DATA_VALUE ?? 'none',
          FILE_PATH: path,
          DATE12: `${shortDate(longDate(date1))}-${shortDate(longDate(date2))}`,
          P_BASELINE_TOP_HDR: pythonFloat(bperp.top),
          P_BASELINE_BOTTOM_HDR: pythonFloat(bperp.bottom),
        };
      },
    };
  };
}

/** What the sheet of an interferogram says itself. @throws {MetadataError} when it says nothing */
export function ownBaseline(attributes: Attributes, path: string): DateBaseline {
  const top = Number(attributes.P_BASELINE_TOP_HDR);
  const bottom = Number(attributes.P_BASELINE_BOTTOM_HDR);
  if (Number.isFinite(top) && Number.isFinite(bottom)) return { top, bottom };
  throw new MetadataError(
    `${path}: the perpendicular baseline is not known.`,
    'Set mintpy.load.baselineDir to the baselines folder of the stack processor.',
  );
}

/** Two-band `.unw`, `.cor` and `.ion` files hold amplitude and then the value. */
function isceStackLayer(dataset: StackDataset, path: string): FileLayer {
  const known = openRaster(path);
  known.close();
  const { bands } = known;
  if (dataset === 'magnitude') return fileLayer(path, { known, band: 1, part: 'magnitude' });
  if (dataset === 'wrapPhase')
    return fileLayer(path, { known, band: 1, part: 'phase', transforms: [clearFilledPhase] });
  if (dataset.endsWith('Std')) {
    const covariance = path.endsWith('cov.bip');
    const band = dataset === 'azimuthOffsetStd' || bands === 1 ? 1 : 2;
    return fileLayer(path, { known, band, transforms: offsetStdTransforms(covariance) });
  }
  if (dataset === 'azimuthOffset' || dataset === 'rangeOffset')
    return fileLayer(path, { known, band: offsetBand(dataset, path, bands) });
  const pair = /^\.(?:unw|cor|ion)$/.test(rasterFileType(path));
  return fileLayer(path, { known, band: pair ? Math.min(2, bands) : 1 });
}

/** Offset files keep azimuth first, PyCuAmpcor's `_denseoffset.off` range first. */
function offsetBand(dataset: StackDataset, path: string, bands: number): number {
  if (bands < 2) return 1;
  return (dataset === 'azimuthOffset') !== path.endsWith('_denseoffset.off') ? 1 : 2;
}

function offsetStdTransforms(covariance: boolean): PixelTransform[] {
  const noEstimate = replaceValue(99, Number.NaN);
  return covariance ? [squareRoot, noEstimate] : [noEstimate];
}

/**
 * Names that topsStack and stripmapStack give their geometry files. Only these carry the attributes of the stack:
 * geometry of alosStack is described by its own sheets alone, and a geocoding grid then follows from its extent.
 */
const STACK_NAMES = /^(?:hgt|lat|lon|los|shadowMask|waterMask|incLocal)\.(?:rdr|geo)/;

function geometrySources(
  options: LoadOptions,
  metadata: Attributes,
): Partial<Record<GeometryDataset, GeometrySource>> {
  return geometryRasters(options, ({ path, known, band, transforms }) => {
    const { length, width, attributes: own } = known;
    return {
      layer: fileLayer(path, { known, band, transforms }),
      attributes: {
        ...own,
        ...(STACK_NAMES.test(basename(path)) ? metadataForSize(metadata, length, width) : {}),
        PROCESSOR: 'isce',
        NO_DATA_VALUE: own.NO_DATA_VALUE ?? 'none',
        FILE_PATH: path,
      },
    };
  });
}

/** Perpendicular baseline grids, one per date; the date is the name of the folder. */
function bperpGrids(options: LoadOptions) {
  const files = filesOf(options, 'bperpFile');
  if (files.length === 0) return undefined;
  const dated = files
    .map((path) => ({ path, date: longDate(basename(dirname(path))) }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
  return { dates: dated.map((d) => d.date), layers: dated.map((d) => fileLayer(d.path)) };
}
