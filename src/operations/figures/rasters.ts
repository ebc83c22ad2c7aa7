import type { Grid } from '../../core/array.ts';
import { findDate } from '../../core/date-selection.ts';
import { OptionError } from '../../core/errors.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { type DrawnRaster, readDrawn } from './drawn-raster.ts';
import { drawOrKeep } from './kept-drawings.ts';
import { readPixels, readValue } from './pixels.ts';
import { readDrawnMask } from './place.ts';
import type { Scene } from './scene.ts';
import { listSlices, type Slice } from './slices.ts';
import { displayScale, usualUnit, wrappedUnit } from './units.ts';
import type { ValueChanges } from './values.ts';

/** Geometry in which 0 means that nothing is known. */
const ZERO_IS_NO_DATA = ['latitude', 'longitude', 'incidenceAngle', 'azimuthAngle', 'slantRangeDistance'];

/** Read the rasters of a scene as they are drawn. */
export async function readRasters(scene: Scene): Promise<(DrawnRaster & { readonly unit: string })[]> {
  const { file, request, product, reading, slices, refDate, wrap, context } = scene;
  const { sampling } = reading;
  const maskGrid =
    scene.mask === undefined
      ? ownMask(scene)
      : await readDrawnMask(scene.mask, product, sampling, request.maskRange);
  const stackReference = product.fileType === 'ifgramStack' ? referencePixel(product) : undefined;
  const refPixel = await chosenReference(scene);
  const refSlice = refDate === undefined ? undefined : dateSlice(scene, slices[0], refDate);
  const referenceValues = refSlice && readPixels(file, refSlice.dataset, refSlice.plane, sampling);
  const warned = new Set<string>();
  const planned = slices.map(({ dataset, plane }) => {
    const attributes: Attributes = { ...datasetAttributes(file, dataset), FILE_PATH: file.path };
    const stored = attributes['UNIT'] ?? '1';
    const wanted =
      wrap === undefined
        ? (request.unit ?? usualUnit(stored, product.fileType))
        : wrappedUnit(wrap, attributes['UNIT'], request.unit, product.fileType, attributes);
    const scale = displayScale(stored, wanted, attributes);
    if (scale.problem !== undefined && !warned.has(scale.problem)) {
      warned.add(scale.problem);
      if (request.unit !== undefined) context.log.warn(`${dataset}: ${scale.problem}`);
    }
    const name = dataset.replace(/^.*\//, '');
    const isPhase = stackReference !== undefined && name.startsWith('unwrapPhase');
    const changes: ValueChanges = {
      referenceValues,
      referencePhase: isPhase ? finite(readValue(file, dataset, plane, stackReference)) : 0,
      zeroMask: request.zeroMask || (product.fileType === 'geometry' && ZERO_IS_NO_DATA.includes(name)),
      noDataValue: request.noDataValue ?? optionalNumber(attributes, 'NO_DATA_VALUE'),
      mask: maskGrid,
      offset: refPixel && readValue(file, dataset, plane, refPixel),
      scale,
      wrap,
      math: request.math,
    };
    return { dataset, plane, changes };
  });
  const draw = (k: number) => readDrawn(file, slices[k], reading, planned[k].changes);
  const drawn =
    request.keep === undefined || maskGrid !== undefined || referenceValues !== undefined
      ? planned.map((_, k) => draw(k))
      : drawOrKeep(
          request.keep,
          file.path,
          planned.map(({ dataset, plane, changes }) => ({ dataset, plane, matters: [reading, changes] })),
          draw,
        );
  return drawn.map((one, k) => ({ ...one, unit: planned[k].changes.scale.unit }));
}

/** The mask that an HDF-EOS5 archive brings along. */
function ownMask({ file, product, request, reading: { sampling } }: Scene): Grid<Uint8Array> | undefined {
  if (product.fileType !== 'HDFEOS' || request.mask === null || request.zeroMask) return undefined;
  const name = [...file.datasets.keys()].find((key) => key.endsWith('/quality/mask'));
  if (name === undefined) return undefined;
  const { data, shape } = readPixels(file, name, undefined, sampling);
  return { data: Uint8Array.from(data, (value) => (value === 0 ? 0 : 1)), shape };
}

const finite = (value: number) => (Number.isFinite(value) ? value : 0);

/** The reference pixel of the user's choice. */
export async function chosenReference({
  request,
  product,
}: Scene): Promise<{ y: number; x: number } | undefined> {
  const { refPixel } = request;
  if (refPixel === undefined) return undefined;
  if ('lat' in refPixel) return pixelOfPlace(product, refPixel);
  if (refPixel.y < product.length && refPixel.x < product.width) return refPixel;
  throw new OptionError(
    `The reference pixel y ${refPixel.y}, x ${refPixel.x} lies outside ${product.path} (${product.length} x ${product.width}).`,
    'Choose one inside.',
  );
}

function dateSlice({ file, product }: Scene, { dataset }: Slice, date: string): Slice {
  const dated = listSlices(file).filter(
    (slice) => slice.dataset === dataset && /^\d{8}/.test(slice.label ?? ''),
  );
  const found =
    dated[
      findDate(
        dated.map(({ label }) => label!),
        date,
      )
    ];
  if (found !== undefined) return found;
  throw new OptionError(
    `${product.path} has no date ${date}.`,
    `List its dates with: mintsar info ${product.path} --date`,
  );
}
