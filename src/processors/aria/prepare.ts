import { MetadataError, ShapeError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { constantLayer } from '../../loading/computed-geometry.ts';
import type {
  GeometryDataset,
  PairDescription,
  PairStack,
  StackDataset,
  StackDescription,
} from '../../loading/description.ts';
import { computedLayer, type FileLayer, fileLayer, type Layer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { negate, type PixelTransform, replaceNoData } from '../../loading/pixel-transforms.ts';
import { ariaAttributes, ariaPairs, bandItems } from './metadata.ts';
import { type AriaStack, ariaBand, readAriaStack } from './stack-layer.ts';

/** Describe a stack prepared by ARIA-tools (ariaTSsetup.py): stack VRTs with one band per pair, and geometry rasters. */
export function prepareAriaStack(options: LoadOptions): StackDescription {
  const unw = readAriaStack(requiredFilesOf(options, 'unwFile')[0]);
  const cor = readAriaStack(requiredFilesOf(options, 'corFile')[0]);
  const optional = (option: string): AriaStack | undefined => {
    const path = filesOf(options, option)[0];
    return path === undefined ? undefined : readAriaStack(path);
  };
  const attributes = ariaAttributes(unw.vrt, unw.path, options.templateAttributes.PLATFORM || 'Sen');
  const { PROJECT_NAME: _project, ...fromTemplate } = options.templateAttributes;
  const overrides = { ...fromTemplate, FILE_TYPE: 'ifgramStack', ...options.provenance };
  const ifgrams = stackOf(
    {
      unwrapPhase: unw,
      coherence: cor,
      connectComponent: optional('connCompFile'),
      magnitude: optional('magFile'),
    },
    { ...attributes, ...overrides },
    options.excluded,
  );
  const ion = optional('ionUnwFile');
  const warnings = missingBands(ifgrams, cor, options.excluded);
  return {
    ifgrams,
    ionosphere:
      ion && stackOf({ unwrapPhase: ion, coherence: cor }, { ...attributes, ...overrides }, options.excluded),
    geometry: { geo: ariaGeometry(options, attributes) },
    warnings,
  };
}

function missingBands(stack: PairStack, companion: AriaStack, excluded: readonly string[]): string[] {
  const wanted = ariaPairs(companion.vrt, companion.path).filter(
    ({ date1, date2 }) => !excluded.includes(`${date1}_${date2}`),
  );
  const missing = wanted.length - stack.pairs.length;
  return missing > 0 ? [`${missing} band(s) of ${companion.path} belong to no pair of the phase stack.`] : [];
}

/** Pairs of the phase stack that all other stacks have too, matched by the dates of the bands. */
function stackOf(
  stacks: Partial<Record<StackDataset, AriaStack | undefined>>,
  attributes: Attributes,
  excluded: readonly string[],
): PairStack {
  const primary = stacks.unwrapPhase as AriaStack;
  const present = Object.entries(stacks).filter((entry) => entry[1] !== undefined) as [
    StackDataset,
    AriaStack,
  ][];
  const bandsOf = new Map(
    present.map(([dataset, stack]) => {
      assertSize(stack, primary);
      const pairs = ariaPairs(stack.vrt, stack.path);
      return [dataset, new Map(pairs.map((pair) => [`${pair.date1}_${pair.date2}`, pair.band]))] as const;
    }),
  );
  assertDistinct(bandsOf.get('unwrapPhase')!, primary);
  const pairs = ariaPairs(primary.vrt, primary.path)
    .map((pair): PairDescription | undefined => {
      const layers: Partial<Record<StackDataset, FileLayer>> = {};
      if (excluded.includes(`${pair.date1}_${pair.date2}`)) return undefined;
      for (const [dataset, stack] of present) {
        const band = bandsOf.get(dataset)?.get(`${pair.date1}_${pair.date2}`);
        if (band === undefined) return undefined;
        layers[dataset] = ariaBand(stack, band, dataset === 'unwrapPhase' ? [negate] : []);
      }
      return { date1: pair.date1, date2: pair.date2, bperpTop: pair.bperp, bperpBottom: pair.bperp, layers };
    })
    .filter((pair) => pair !== undefined)
    .sort((a, b) => (`${a.date1}_${a.date2}` < `${b.date1}_${b.date2}` ? -1 : 1));
  if (pairs.length === 0) {
    throw new MetadataError(
      `No pair of ${primary.path} is in the other stacks too.`,
      `Compare the Dates of their bands, e.g. ${bandItems(primary.vrt, 1).items.Dates}.`,
    );
  }
  const { length, width } = primary.vrt;
  return { pairs, datasets: present.map(([dataset]) => dataset), length, width, attributes };
}

/** Two bands of the same dates are two frames that nobody has put together, or a sheet that was damaged. */
function assertDistinct(bandOf: ReadonlyMap<string, number>, { path, vrt }: AriaStack): void {
  if (bandOf.size === vrt.bands.length) return;
  const twice = ariaPairs(vrt, path).find(
    ({ date1, date2, band }) => bandOf.get(`${date1}_${date2}`) !== band,
  )!;
  throw new MetadataError(
    `${path} has two bands of ${twice.date1}_${twice.date2}: ${twice.band} and ${bandOf.get(`${twice.date1}_${twice.date2}`)}.`,
    'Make the stack again with ariaTSsetup.py, which puts the frames of a pair together.',
  );
}

function assertSize(stack: AriaStack, primary: AriaStack): void {
  const { length, width } = stack.vrt;
  if (length === primary.vrt.length && width === primary.vrt.width) return;
  throw new ShapeError(
    `${stack.path} has ${length} x ${width} pixels, ${primary.path} has ${primary.vrt.length} x ${primary.vrt.width}.`,
    'Make all stacks in one run of ariaTSsetup.py.',
  );
}

/** A raster of the set-up as GDAL reads it: ARIA-tools describe their files for GDAL alone. */
function gridLayer(path: string, transform: PixelTransform): Layer {
  return fileLayer(path, { transforms: [transform], silentOrder: 'little' });
}

function ariaGeometry(options: LoadOptions, stackAttributes: Attributes) {
  const length = Number(stackAttributes.LENGTH);
  const width = Number(stackAttributes.WIDTH);
  const shape = [length, width] as const;
  const nan = replaceNoData(Number.NaN);
  const layers: Partial<Record<GeometryDataset, Layer>> = {
    height: gridLayer(requiredFilesOf(options, 'demFile')[0], nan),
    incidenceAngle: gridLayer(requiredFilesOf(options, 'incAngleFile')[0], nan),
    slantRangeDistance: constantLayer('slant range', shape, Number(stackAttributes.STARTING_RANGE)),
  };
  const incidence = layers.incidenceAngle as Layer;
  const waterFile = filesOf(options, 'waterMaskFile')[0];
  if (waterFile !== undefined) {
    // Land needs a mask value and an incidence angle.
    const mask = gridLayer(waterFile, replaceNoData(0));
    layers.waterMask = computedLayer(waterFile, shape, [mask, incidence], (_, [land, angle]) =>
      land.map((value, i) => (value !== 0 && !Number.isNaN(value) && !Number.isNaN(angle[i]) ? 1 : 0)),
    );
  }
  const azimuthFile = filesOf(options, 'azAngleFile')[0];
  if (azimuthFile !== undefined) {
    // From east to from north; the reference multiplies by its water mask, so that water reads 0.
    const azimuth = gridLayer(azimuthFile, nan);
    const water = layers.waterMask;
    layers.azimuthAngle = computedLayer(
      azimuthFile,
      shape,
      water ? [azimuth, water] : [azimuth],
      (_, [angle, land]) => angle.map((value, i) => (value - 90) * (land === undefined ? 1 : land[i])),
    );
  }
  for (const layer of Object.values(layers)) {
    if (layer.length === length && layer.width === width) continue;
    throw new ShapeError(
      `${layer.label} has ${layer.length} x ${layer.width} pixels, the phase stack has ${length} x ${width}.`,
      'Make stack and geometry in one run of ariaTSsetup.py.',
    );
  }
  return { layers, length, width, attributes: { ...stackAttributes, FILE_TYPE: 'geometry' } };
}
