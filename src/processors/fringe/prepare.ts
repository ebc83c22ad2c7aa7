import { longDate, shortDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { multilookAttributes, subsetAttributes } from '../../io/attributes/resized.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { openRaster, readRasterAttributes } from '../../io/raster/local.ts';
import type { GeometryDataset, StackDataset, StackDescription } from '../../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../../loading/geometry-layers.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { stackFiles } from '../../loading/option-files.ts';
import { pairInPath } from '../../loading/pair-in-path.ts';
import { pairStack } from '../../loading/pair-stack.ts';
import { negate } from '../../loading/pixel-transforms.ts';
import { geometryRasters } from '../isce/geometry-rasters.ts';
import { isceMetadata } from '../isce/metadata.ts';
import { ownBaseline, pairBaselines } from '../isce/prepare.ts';
import type { SceneFiles } from '../isce/scene-geometry.ts';
import { type FringeWindow, geometryBand, looksBetween, windowOf } from './geometry-window.ts';

/**
 * Describe what FRInGE has made of a stack of ISCE-2: headers read, pixels not. Its interferograms all have one reference date,
 * so that their network is a star; one temporal coherence, that of phase linking, serves all of them.
 */
export function prepareFringeStack(options: LoadOptions): StackDescription {
  const [first] = requiredFilesOf(options, 'unwFile');
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const size = sizeOf(first);
  const window = windowOf(demFile);
  const scene: SceneFiles = {
    height: demFile,
    latitude: filesOf(options, 'lookupYFile')[0],
    longitude: filesOf(options, 'lookupXFile')[0],
    shadow: filesOf(options, 'shadowMaskFile')[0],
  };
  const metadata = isceMetadata(requiredFilesOf(options, 'metaFile')[0], scene);
  const attributes = windowAttributes(metadata.attributes, window, size, first);
  const baselines = pairBaselines(options, metadata);
  const coherence = coherenceFile(options);
  const found = coherence === undefined ? size : sizeOf(coherence);
  if (found.length !== size.length || found.width !== size.width)
    throw new MetadataError(
      `${coherence} has ${found.length} x ${found.width} pixels, the interferograms have ${size.length} x ${size.width}.`,
      'Take both from one run of FRInGE.',
    );
  const files = stackFiles(options);
  const unwrapped = files.unwrapPhase ?? [];
  const { stack, warnings } = pairStack({
    workDir: options.workDir,
    files: {
      unwrapPhase: unwrapped,
      ...(coherence === undefined ? {} : { coherence: unwrapped }),
      ...(files.connectComponent?.length ? { connectComponent: files.connectComponent } : {}),
    },
    header(path) {
      const [date1, date2] = datesOf(path);
      const { top, bottom } = baselines(date1, date2) ?? ownBaseline(readRasterAttributes(path), path);
      return {
        date1,
        date2,
        bperpTop: top,
        bperpBottom: bottom,
        attributes: {
          ...attributes,
          FILE_PATH: path,
          DATE12: `${shortDate(date1)}-${shortDate(date2)}`,
          P_BASELINE_TOP_HDR: pythonFloat(top),
          P_BASELINE_BOTTOM_HDR: pythonFloat(bottom),
        },
      };
    },
    layer: (dataset, path) => stackLayer(dataset, dataset === 'coherence' ? coherence! : path),
    overrides: { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance },
    subset: options.subset,
    rules: options,
  });
  const geometry = geometryDescriptions({
    sources: geometrySources(options, window, size, attributes),
    observation: stack?.attributes,
    templateAttributes: options.templateAttributes,
    common: stack?.grid,
  });
  return { ifgrams: stack, geometry, warnings };
}

/** The earlier date first. */
function datesOf(path: string): [string, string] {
  const [date1, date2] = pairInPath(path).map(longDate);
  return date1 > date2 ? [date2, date1] : [date1, date2];
}

function sizeOf(path: string): { length: number; width: number } {
  const { length, width, close } = openRaster(path);
  close();
  return { length, width };
}

/** The one file of temporal coherence, if it is there. @throws {FileError} when there are several */
function coherenceFile(options: LoadOptions): string | undefined {
  const [path, ...others] = filesOf(options, 'corFile');
  if (others.length === 0) return path;
  throw new FileError(
    `mintpy.load.corFile finds ${others.length + 1} files; FRInGE has one temporal coherence.`,
    'Name it: mintpy.load.corFile = ../PS_DS/tcorr_ds_ps.bin.',
  );
}

/** Metadata of the whole images, brought to the window and to the looks that were taken after FRInGE. */
function windowAttributes(
  scene: Attributes,
  { full, box }: FringeWindow,
  size: { readonly length: number; readonly width: number },
  path: string,
): Attributes {
  const cut = { length: box.y1 - box.y0, width: box.x1 - box.x0 };
  const looks = looksBetween(cut, size);
  if (looks === undefined)
    throw new MetadataError(
      `${path} has ${size.length} x ${size.width} pixels, the window of the geometry has ${cut.length} x ${cut.width}.`,
      'Take geometry and interferograms from one run of FRInGE.',
    );
  let out: Attributes = {
    ...scene,
    LENGTH: String(full.length),
    WIDTH: String(full.width),
    PROCESSOR: 'fringe',
  };
  if (cut.length !== full.length || cut.width !== full.width) out = subsetAttributes(out, box);
  if (looks.y > 1 || looks.x > 1) out = multilookAttributes(out, looks);
  return { ...out, FILE_LENGTH: out.LENGTH };
}

/** Unwrapped files of ISCE's programs hold amplitude and phase, those of others the phase alone. */
function stackLayer(dataset: StackDataset, path: string): FileLayer {
  const known = openRaster(path);
  known.close();
  const band = dataset === 'unwrapPhase' ? Math.min(2, known.bands) : 1;
  // The other way round where the reference date is the later one.
  const [date1, date2] = dataset === 'unwrapPhase' ? pairInPath(path).map(longDate) : ['', ''];
  return fileLayer(path, { known, band, transforms: date1 > date2 ? [negate] : [] });
}

function geometrySources(
  options: LoadOptions,
  window: FringeWindow,
  size: { readonly length: number; readonly width: number },
  attributes: Attributes,
): Partial<Record<GeometryDataset, GeometrySource>> {
  return geometryRasters(options, ({ path, band, transforms }) => ({
    layer: geometryBand(path, window, size, { band, transforms }),
    attributes: { ...attributes, FILE_PATH: path },
  }));
}
