import { MetadataError } from '../../core/errors.ts';
import { KEY_MEANING } from '../../io/attributes/key-meaning.ts';
import { isGeocoded } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
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
  toBoolean,
} from '../../loading/pixel-transforms.ts';
import { roipacLayout } from './layout.ts';
import { roipacAttributes, roipacHeader } from './sheets.ts';

/** Describe a ROI_PAC stack, geocoded or in radar coordinates: `.rsc` sheets read, pixels not. */
export function prepareRoipacStack(options: LoadOptions): StackDescription {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const described = [stackFiles, ionosphereFiles, offsetFiles].map((select) => {
    const { stack, warnings: found } = pairStack({
      workDir: options.workDir,
      files: select(options),
      header: (path) => roipacHeader(path, warn),
      layer: (dataset, path) => stackLayer(dataset, path, roipacAttributes(path)),
      overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
      subset: options.subset,
      rules: options,
    });
    warnings.push(...found);
    return stack;
  });
  const [ifgrams, ionosphere, offsets] = described;
  const observation = (ifgrams ?? offsets)?.attributes;
  if (observation !== undefined) requireOrbit(observation);
  const geometry = geometryDescriptions({
    sources: geometrySources(options, demFile),
    observation,
    templateAttributes: options.templateAttributes,
    common: ifgrams?.grid,
  });
  return { ifgrams, ionosphere, offsets, geometry, warnings };
}

/** What slant range and incidence angle of a radar stack are computed from. */
const OF_ORBIT = ['STARTING_RANGE', 'RANGE_PIXEL_SIZE', 'EARTH_RADIUS', 'HEIGHT'];

/** @throws {MetadataError} for a stack in radar coordinates without orbit */
function requireOrbit(attributes: Attributes): void {
  if (isGeocoded(attributes)) return;
  const [missing] = OF_ORBIT.filter((key) => (attributes[key] ?? '').trim() === '');
  if (missing === undefined) return;
  throw new MetadataError(
    `${attributes.FILE_PATH}.rsc lacks ${missing} (${KEY_MEANING[missing]}); needed for slantRangeDistance and incidenceAngle.`,
    `Add it there, or as a line '${missing} = value' in the template.`,
  );
}

function stackLayer(dataset: StackDataset, path: string, attributes: Attributes): FileLayer {
  const layout = roipacLayout(path, attributes);
  const isComplex = layout.type === 'c8';
  if (dataset === 'magnitude')
    return isComplex
      ? layerOf(path, layout, { part: 'magnitude' })
      : layerOf(path, layout, { band: 1, part: 'magnitude' });
  const isMask = dataset === 'connectComponent' && /\.(?:byt|flg)$/.test(path);
  return layerOf(path, layout, {
    part: 'phase',
    transforms: [
      ...(dataset === 'wrapPhase' && isComplex ? [clearFilledPhase] : []),
      ...(isMask ? [toBoolean] : []),
    ],
  });
}

/** A band of a file, by default the last one: two bands hold amplitude and then the value. */
function layerOf(
  path: string,
  layout: RawLayout,
  options: { band?: number; part?: 'phase' | 'magnitude'; transforms?: readonly PixelTransform[] } = {},
): FileLayer {
  const known = openRaw(path, layout);
  known.close(); // a truncated file shows here and not in the middle of the loading
  return fileLayer(path, { band: layout.bands, ...options, known });
}

/** Options of the geometry. */
const GEOMETRY_OPTIONS: readonly (readonly [GeometryDataset, string])[] = [
  ['height', 'demFile'],
  ['rangeCoord', 'lookupXFile'],
  ['azimuthCoord', 'lookupYFile'],
  ['incidenceAngle', 'incAngleFile'],
  ['azimuthAngle', 'azAngleFile'],
  ['shadowMask', 'shadowMaskFile'],
  ['waterMask', 'waterMaskFile'],
];

function geometrySources(
  options: LoadOptions,
  demFile: string,
): Partial<Record<GeometryDataset, GeometrySource>> {
  const out: Partial<Record<GeometryDataset, GeometrySource>> = {};
  const [incidence] = filesOf(options, 'incAngleFile');
  const holdsBothAngles = incidence !== undefined && incidence === filesOf(options, 'azAngleFile')[0];
  for (const [dataset, option] of GEOMETRY_OPTIONS) {
    const path = dataset === 'height' ? demFile : filesOf(options, option)[0];
    if (path === undefined) continue;
    const attributes = roipacAttributes(path);
    const layout = roipacLayout(path, attributes);
    const isFirstBand = dataset === 'rangeCoord' || (dataset === 'incidenceAngle' && holdsBothAngles);
    const transforms =
      dataset === 'height'
        ? [replaceValue(-32768, Number.NaN)]
        : dataset === 'waterMask' && isWaterBody(path)
          ? [invertBits]
          : [];
    const layer = layerOf(path, layout, { ...(isFirstBand ? { band: 1 } : {}), transforms });
    out[dataset] = { layer, attributes };
  }
  return out;
}
