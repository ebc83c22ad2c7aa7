import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { BYTES, type ElementType, elementType } from '../../io/raster/element-type.ts';
import { rawLayout } from '../../io/raster/layout.ts';
import { openRaw } from '../../io/raster/local.ts';
import type { RawLayout } from '../../io/raster/raw-band.ts';
import type { GeometryDataset, StackDataset, StackDescription } from '../../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../../loading/geometry-layers.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { ionosphereFiles, offsetFiles, stackFiles } from '../../loading/option-files.ts';
import { pairStack } from '../../loading/pair-stack.ts';
import {
  clearFilledPhase,
  invertBits,
  isWaterBody,
  type PixelTransform,
  replaceValue,
} from '../../loading/pixel-transforms.ts';
import { Folders } from './companions.ts';
import { gammaFormat } from './file-format.ts';
import { gridAttributes, mapAttributes, mapSheet, radarDemAttributes } from './geometry-header.ts';
import { gammaHeader, gammaImageAttributes } from './ifgram-header.ts';

/** Describe a GAMMA stack, geocoded or in radar coordinates: parameter files read, pixels not. */
export function prepareGammaStack(options: LoadOptions): StackDescription {
  const folders = new Folders();
  const warnings: string[] = [];
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const demSheet = mapSheet(demFile, folders);
  const grid = demSheet === undefined ? undefined : gridAttributes(demSheet);
  const sensor = options.templateAttributes.PLATFORM || undefined;
  const described = [stackFiles, ionosphereFiles, offsetFiles].map((select) => {
    const { stack, warnings: found } = pairStack({
      workDir: options.workDir,
      files: select(options),
      header: (path) => gammaHeader(path, folders, grid, sensor),
      layer: (dataset, path) => gammaLayer(dataset, path, gammaImageAttributes(path, folders)),
      overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
      subset: options.subset,
      rules: options,
    });
    warnings.push(...found);
    return stack;
  });
  const [ifgrams, ionosphere, offsets] = described;
  const geometry = geometryDescriptions({
    sources: geometrySources(options, folders, demFile, demSheet),
    observation: (ifgrams ?? offsets)?.attributes,
    templateAttributes: options.templateAttributes,
    common: ifgrams?.grid,
  });
  return { ifgrams, ionosphere, offsets, geometry, warnings };
}

/** A file of the stack; GAMMA writes big-endian and one band. */
function gammaLayer(dataset: StackDataset, path: string, attributes: Attributes): FileLayer {
  const layout = rawLayout(path, attributes, gammaFormat(path));
  return gammaFile(path, layout, {
    part: dataset === 'magnitude' ? 'magnitude' : 'phase',
    transforms: dataset === 'wrapPhase' ? [clearFilledPhase] : [],
  });
}

function gammaFile(
  path: string,
  layout: RawLayout,
  options: { band?: number; part?: 'phase' | 'magnitude'; transforms?: readonly PixelTransform[] },
): FileLayer {
  const known = openRaw(path, layout);
  known.close(); // a truncated file shows here and not in the middle of the loading
  return fileLayer(path, { ...options, known });
}

/** Options of the layers beside the DEM, and the band of a lookup table they read. */
const GEOMETRY_OPTIONS: readonly (readonly [GeometryDataset, string, number])[] = [
  ['azimuthCoord', 'lookupYFile', 2],
  ['rangeCoord', 'lookupXFile', 1],
  ['incidenceAngle', 'incAngleFile', 1],
  ['azimuthAngle', 'azAngleFile', 1],
  ['shadowMask', 'shadowMaskFile', 1],
  ['waterMask', 'waterMaskFile', 1],
];

function geometrySources(
  options: LoadOptions,
  folders: Folders,
  demFile: string,
  demSheet: string | undefined,
): Partial<Record<GeometryDataset, GeometrySource>> {
  const pairFolders = [...new Set(filesOf(options, 'unwFile').map((path) => dirname(path)))];
  const own = { PROCESSOR: 'gamma', NO_DATA_VALUE: 'none' };
  const demAttributes: Attributes = {
    ...(demSheet === undefined
      ? radarDemAttributes(demFile, folders, pairFolders)
      : mapAttributes(demSheet, 'long')),
    ...own,
    FILE_PATH: demFile,
  };
  const out: Partial<Record<GeometryDataset, GeometrySource>> = {
    height: {
      layer: gammaFile(demFile, demLayout(demFile, demAttributes), {
        transforms: [replaceValue(-32768, Number.NaN)],
      }),
      attributes: demAttributes,
    },
  };
  for (const [dataset, option, band] of GEOMETRY_OPTIONS) {
    const path = filesOf(options, option)[0];
    if (path === undefined) continue;
    const sheet = mapSheet(path, folders);
    if (dataset.endsWith('Coord') && sheet === undefined) {
      throw new MetadataError(
        `${path}: no parameter file of its map.`,
        'The lookup table needs <base>.utm.dem.par beside it.',
      );
    }
    const attributes = {
      ...(sheet === undefined ? demAttributes : mapAttributes(sheet, 'long')),
      ...own,
      FILE_PATH: path,
    };
    const layout = dataset.endsWith('Coord')
      ? rawLayout(path, attributes, gammaFormat(path))
      : layoutBySize(path, attributes);
    const transforms = dataset === 'waterMask' && isWaterBody(path) ? [invertBits] : [];
    out[dataset] = { layer: gammaFile(path, layout, { band, transforms }), attributes };
  }
  return out;
}

/** DEMs are REAL*4 or INTEGER*2, as their parameter file says. */
function demLayout(path: string, attributes: Attributes): RawLayout {
  const layout = rawLayout(path, attributes, gammaFormat(path));
  const format = (attributes.data_format ?? 'REAL*4').toUpperCase();
  const type: ElementType =
    format === 'INTEGER*2' ? 'i2' : format === 'REAL*8' ? 'f8' : (elementType(format) ?? 'f4');
  return { ...layout, type };
}

/** Angles and masks carry no type of their own: bytes per pixel tell bytes from float32. */
function layoutBySize(path: string, attributes: Attributes): RawLayout {
  const layout = rawLayout(path, attributes, gammaFormat(path));
  const perPixel = statSync(path).size / (layout.length * layout.width);
  const type: ElementType = perPixel === BYTES.u1 ? 'u1' : perPixel === BYTES.i2 ? 'i2' : 'f4';
  return { ...layout, type };
}
