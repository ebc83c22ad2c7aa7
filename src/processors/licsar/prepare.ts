import { existsSync } from 'node:fs';
import { MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { GeometryDataset, StackDataset, StackDescription } from '../../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../../loading/geometry-layers.ts';
import { placingOf } from '../../loading/grids/common-grid.ts';
import { computedLayer, type Layer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { stackFiles } from '../../loading/option-files.ts';
import { pairStack } from '../../loading/pair-stack.ts';
import { replaceNoData, scale } from '../../loading/pixel-transforms.ts';
import { azimuthOf, incidenceOf } from '../look-angles.ts';
import type { MapFile } from '../map-stack.ts';
import { openMapTiff } from '../map-tiff.ts';
import { date12Of, readFrame } from './frame.ts';

/**
 * Describe a LiCSAR frame: headers read, pixels not. Coherence is a byte, 255 = 1; the line of sight is a unit vector to the
 * satellite in three rasters, east, north and up. Phase is that of the second date relative to the first, as everywhere.
 */
export async function prepareLicsarStack(options: LoadOptions): Promise<StackDescription> {
  const [first] = requiredFilesOf(options, 'unwFile');
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const frame = readFrame(filesOf(options, 'metaFile')[0], first, demFile);
  const files = stackFiles(options);
  const opened = new Map<string, MapFile>();
  const open = (path: string) => openMapTiff(path, (_, raster) => frame.attributes(raster));
  for (const path of Object.values(files).flat()) opened.set(path, await open(path));
  const unknown = new Set<string>();
  const baselineOf = (date: string): number => {
    const value = frame.baselines.get(date);
    if (value === undefined) unknown.add(date);
    return value ?? 0;
  };
  const { stack, warnings } = pairStack({
    workDir: options.workDir,
    files,
    header(path) {
      const [date1, date2, DATE12] = date12Of(path);
      const bperp = baselineOf(date2) - baselineOf(date1);
      const text = pythonFloat(bperp);
      const attributes = {
        ...opened.get(path)!.attributes,
        DATE12,
        P_BASELINE_TOP_HDR: text,
        P_BASELINE_BOTTOM_HDR: text,
      };
      return { date1, date2, bperpTop: bperp, bperpBottom: bperp, attributes };
    },
    layer: (dataset, path) => stackLayer(dataset, opened.get(path)!),
    overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
    subset: options.subset,
    rules: options,
    placing: (path, layer) => placingOf(layer, opened.get(path)!.attributes),
  });
  if (unknown.size > 0 && frame.baselines.size > 0)
    warnings.push(
      `No perpendicular baseline of ${[...unknown].sort().join(', ')} in the frame's baselines: 0 is taken.`,
    );
  const dem = await open(demFile);
  if (
    stack !== undefined &&
    stack.grid === undefined &&
    (dem.length !== stack.length || dem.width !== stack.width)
  )
    throw new MetadataError(
      `${demFile} has ${dem.length} x ${dem.width} pixels, the interferograms have ${stack.length} x ${stack.width}.`,
      'Take both from one release of the frame.',
    );
  const geometry = geometryDescriptions({
    sources: {
      height: { layer: dem.layer([replaceNoData(Number.NaN)]), attributes: dem.attributes },
      ...(await lineOfSight(options, open)),
    },
    observation: stack?.attributes,
    templateAttributes: options.templateAttributes,
    common: stack?.grid,
  });
  return { ifgrams: stack, geometry, warnings: [...frame.warnings, ...warnings] };
}

function stackLayer(dataset: StackDataset, file: MapFile) {
  const isByte = dataset === 'coherence' && file.attributes.DATA_TYPE === 'uint8';
  return file.layer(isByte ? [scale(1 / 255)] : []);
}

/** Angles of the unit vector from the ground to the satellite; where it is 0 there are none. */
async function lineOfSight(
  options: LoadOptions,
  open: (path: string) => Promise<MapFile>,
): Promise<Partial<Record<GeometryDataset, GeometrySource>>> {
  const [upFile] = filesOf(options, 'incAngleFile');
  const [eastFile] = filesOf(options, 'azAngleFile');
  const angles: Partial<Record<GeometryDataset, GeometrySource>> = {};
  if (upFile === undefined) return angles;
  const up = await open(upFile);
  const shape = [up.length, up.width] as const;
  const source = (
    label: string,
    layers: readonly Layer[],
    angle: (...vector: number[]) => number,
  ): GeometrySource => ({
    layer: computedLayer(label, shape, layers, (_, [ups, ...others]) =>
      ups.map((value, i) => angle(value, ...others.map((one) => one[i]))),
    ),
    attributes: up.attributes,
  });
  angles.incidenceAngle = source(upFile, [up.layer([])], incidenceOf);
  if (eastFile === undefined) return angles;
  const northFile = eastFile.replace(/\bE(\.tif)$/, 'N$1');
  if (northFile === eastFile || !existsSync(northFile))
    throw new MetadataError(
      `${eastFile}: the northward component of the line of sight is not beside it.`,
      'Download E.tif, N.tif and U.tif of the frame; mintpy.load.azAngleFile names the first.',
    );
  const [east, north] = [await open(eastFile), await open(northFile)];
  const vector = [up.layer([]), east.layer([]), north.layer([])];
  angles.azimuthAngle = source(eastFile, vector, (u, e, n) => azimuthOf(e, n, u));
  return angles;
}
