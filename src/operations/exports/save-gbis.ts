import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { withReference } from '../../io/attributes/reference.ts';
import { projectOf } from '../../io/attributes/sensor.ts';
import { requireNumber } from '../../io/attributes/typed.ts';
import { makeRawFile } from '../../io/files/raw-output.ts';
import { assertFitsMat, type MatNumbers, matHeader, matNumbers, matTexts } from '../../io/matlab/mat-file.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { type Product, readProduct } from '../../io/products/product.ts';
import { type Pixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { frameOf } from '../figures/place.ts';
import { writeFigure } from '../figures/save.ts';
import { assertRequest } from '../request.ts';
import { geometryRaster, pixelPlaces, requireGeometry } from './line-of-sight.ts';
import { chooseObservation, datesOfVelocity, phaseScale } from './observed-phase.ts';
import { rasterValues } from './raster-values.ts';
import { type ChosenReference, exportReference, valueAt } from './reference-value.ts';

export interface GbisRequest {
  readonly file: string;
  /** raster of it; the last date of a series when left out */
  readonly dataset?: string;
  /** latitude, longitude, incidence angle and height */
  readonly geometry: string;
  readonly mask?: string | null;
  /** phase becomes relative to this place */
  readonly reference?: ChosenReference;
  /** `<project>_<dates>.mat` beside the file, or in `folder`, when left out */
  readonly outfile?: string;
  readonly folder?: string;
  /** heights above the geoid (EGM96) instead of the ellipsoid */
  readonly geoid?: boolean;
}

/**
 * Write the phase of a deformation map with its line of sight for GBIS (Geodetic Bayesian Inversion Software): columns
 * Lon, Lat, Phase, Inc, Heading and Height of all pixels with data, the mask of these pixels, and the metadata. A picture
 * of the phase is drawn beside it. `mintsar save_gbis`.
 *
 * @returns the file written
 * @throws {OptionError} for a raster that is neither displacement nor phase
 */
export async function saveGbis(request: GbisRequest, context: Context): Promise<string> {
  assertRequest('saveGbis', request, context, ['file', 'geometry']);
  const chosen = await chooseObservation(request.file, request.dataset);
  const { product, raster } = chosen;
  const geometry = await readProduct(request.geometry);
  assertSameSize(product, geometry);
  requireGeometry(geometry, ['incidenceAngle']);
  const mask = request.mask ? await readProduct(request.mask) : undefined;
  if (mask !== undefined) assertSameSize(product, mask);
  const scale = phaseScale(chosen);
  if (scale === undefined && raster.unit !== 'radian') {
    throw new OptionError(
      `${raster.name} of ${product.path} is in ${raster.unit === '1' ? 'no unit' : raster.unit}: GBIS takes displacement or phase.`,
      'Name a date, velocity, or unwrapPhase-DATE1_DATE2.',
    );
  }
  const outfile =
    request.outfile ??
    defaultPath(product, raster.label ?? datesOfVelocity(raster.attributes)?.join('_'), request);
  const picture = join(dirname(outfile), `${basename(outfile, extname(outfile))}.png`);
  assertDistinct([outfile, picture], [request.file, request.geometry, request.mask]);
  const heading = requireNumber(product.attributes, 'HEADING');
  if (scale !== undefined) context.log.info(scale.words);
  const pixel = await exportReference(product, raster, request.reference);
  assertFitsMat(outfile, 'Mask', product.length * product.width, 'logical');
  const phase = await rasterValues(product, raster, {}, { mask });
  const valid = validPixels(product, phase, [pixel, referencePixel(product)]);
  const offset = pixel === undefined ? 0 : await valueAt(raster, pixel);
  scaleInPlace(phase, offset, scale?.factors ?? []);
  const count = valid.reduce((sum, one) => sum + one, 0);
  if (count === 0)
    throw new OptionError(
      `${raster.name} of ${product.path} has no pixel with data${mask ? ` where ${mask.path} keeps it` : ''}.`,
      'Check the mask and the name.',
    );
  assertFitsMat(outfile, 'Phase', count, 'single');
  const places = await pixelPlaces(product, geometry);
  await makeRawFile(outfile, 0, async ({ write }) => {
    let at = 0;
    const put = (bytes: Uint8Array) => {
      write(bytes, at);
      at += bytes.length;
    };
    const column = (name: string, values: Float32Array) => {
      for (const bytes of matNumbers(name, {
        rows: count,
        columns: 1,
        parts: [picked(values, valid, count)],
        type: 'single',
      }))
        put(bytes);
    };
    put(matHeader(context.provenance ?? 'mintsar'));
    column('Heading', new Float32Array(valid.length).fill(heading));
    column('Inc', await geometryRaster(geometry, 'incidenceAngle'));
    column('Lat', places.latitude);
    column('Lon', places.longitude);
    column('Phase', phase);
    if (geometry.datasets.has('height')) {
      const height = await geometryRaster(geometry, 'height');
      column('Height', request.geoid ? await aboveGeoid(height, places, valid) : height);
    }
    const { length, width } = product;
    for (const bytes of matNumbers('Mask', {
      rows: length,
      columns: width,
      parts: columnsOf(valid, length, width),
      type: 'logical',
    }))
      put(bytes);
    put(
      matTexts(
        'Metadata',
        pixel === undefined ? product.attributes : withReference(product.attributes, pixel),
      ),
    );
  });
  context.log.info(`wrote ${outfile}: ${count} pixels`);
  await drawPhase(picture, raster.title, product, phase, valid);
  context.log.info(`wrote ${picture}`);
  return outfile;
}

function defaultPath(product: Product, dates: string | undefined, { file, folder }: GbisRequest): string {
  const project =
    projectOf(resolve(file))?.name ?? product.attributes['PROJECT_NAME'] ?? basename(file, extname(file));
  return join(
    folder ?? dirname(file),
    `${[project, dates ?? product.attributes['DATE12']].filter(Boolean).join('_')}.mat`,
  );
}

/** 1 where there are data: not NaN, and not 0 but at the reference pixel, where 0 is what was measured. */
function validPixels(
  { width }: Product,
  values: Float32Array,
  references: readonly (Pixel | undefined)[],
): Uint8Array {
  const valid = Uint8Array.from(values, (value) => (value === 0 || Number.isNaN(value) ? 0 : 1));
  for (const pixel of references) {
    const at = pixel === undefined ? -1 : pixel.y * width + pixel.x;
    if (at >= 0 && !Number.isNaN(values[at])) valid[at] = 1;
  }
  return valid;
}

function scaleInPlace(values: Float32Array, offset: number, factors: readonly number[]): void {
  const scales = factors.map(Math.fround);
  for (let i = 0; i < values.length; i++)
    values[i] = scales.reduce((value, scale) => Math.fround(value * scale), Math.fround(values[i] - offset));
}

function picked(values: Float32Array, valid: Uint8Array, count: number): Float32Array {
  const out = new Float32Array(count);
  for (let i = 0, to = 0; i < valid.length; i++) if (valid[i] === 1) out[to++] = values[i];
  return out;
}

/** A raster column by column, as matrices of MATLAB lie. */
function* columnsOf(values: Uint8Array, length: number, width: number): Generator<MatNumbers> {
  for (let x = 0; x < width; x++) {
    const column = new Uint8Array(length);
    for (let y = 0; y < length; y++) column[y] = values[y * width + x];
    yield column;
  }
}

/** Heights above the geoid EGM96. */
async function aboveGeoid(
  height: Float32Array,
  { latitude, longitude }: { readonly latitude: Float32Array; readonly longitude: Float32Array },
  valid: Uint8Array,
): Promise<Float32Array> {
  const { ellipsoidToEgm96 } = await import('egm96-universal');
  return height.map((value, i) =>
    valid[i] === 1 ? ellipsoidToEgm96(latitude[i], longitude[i], value) : value,
  );
}

async function drawPhase(
  path: string,
  title: string,
  product: Product,
  phase: Float32Array,
  valid: Uint8Array,
): Promise<void> {
  const { drawMap } = await import('../../plot/index.ts');
  const { length, width } = product;
  const shown = phase.map((value, i) => (valid[i] === 1 ? value : Number.NaN));
  const figure = drawMap({
    values: { data: shown, shape: [length, width] },
    frame: frameOf(product, { box: { y0: 0, x0: 0, y1: length, x1: width }, step: 1 }),
    unit: 'radian',
    title,
    colorbar: { label: 'Phase [radian], positive away from the satellite' },
  });
  await writeFigure(path, figure, { dpi: 150 });
}
