import { basename } from 'node:path';
import { placeOfPixel } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import { type Pixel, pointReference } from '../../io/products/reference-pixel.ts';
import { isoDate } from '../../plot/date-axis.ts';
import { chosenReference } from './rasters.ts';
import type { Scene } from './scene.ts';

/** What is drawn over the figure: the file's raster, when it tells of, and what its values are relative to. */
export async function drawnTitle(scene: Scene): Promise<string> {
  const words = typeof scene.request.title === 'string' ? scene.title : await titleOf(scene);
  const {
    PLATFORM,
    PROCESSOR,
    beam_mode: beam,
  } = scene.product.attributes as Record<string, string | undefined>;
  const satellite = [PLATFORM, beam, PROCESSOR].filter(Boolean).join(' ');
  return scene.request.titleOfSatellite && satellite !== '' ? `${words} (${satellite})` : words;
}

const DATE = '\\d{8}(?:T\\d{4,6})?';
/** Names of one raster: the date it is relative to, dataset, date or pair, what tells corrections apart. */
const OF_DATES = new RegExp(`^(?:timeseries-${DATE}_)?([A-Za-z]\\w*?)-(${DATE})(?:_(${DATE}))?((?:_.*)?)$`);

async function titleOf(scene: Scene): Promise<string> {
  const { title, product, slices, refDate, between } = scene;
  const { attributes, fileType } = product;
  const [start, end] = [attributes['START_DATE'], attributes['END_DATE']];
  const isOfMotion = slices.every(({ dataset }) => isRelative(dataset));
  const pixel = isOfMotion ? await referenceWords(product, await chosenReference(scene)) : undefined;
  if (between !== undefined) {
    const what = slices[0].dataset === 'timeseries' ? 'Displacement' : slices[0].dataset;
    const name = `${what} from ${isoDate(between[0])} to ${isoDate(between[1])}, ${basename(product.path)}`;
    return withReference(name, [pixel], true);
  }
  const isOne = slices.length === 1;
  const [, dataset, first, second, rest] = (isOne && OF_DATES.exec(title)) || [];
  const name =
    first === undefined
      ? title
      : `${dataset}${rest} ${isoDate(first)}${second === undefined ? '' : ` to ${isoDate(second)}`}`;
  const isDisplacement = slices.some((slice) => /(?:^|\/)(?:timeseries|displacement)$/.test(slice.dataset));
  const since = isDisplacement ? (refDate ?? attributes['REF_DATE']) : undefined;
  const isSpan =
    ['velocity', 'temporalCoherence'].includes(fileType) && start !== undefined && end !== undefined;
  const span = isSpan ? `${name}, ${isoDate(start)} to ${isoDate(end)}` : name;
  return withReference(span, [since && isoDate(since), pixel], isOne);
}

/** The pixel or the area that values are relative to. */
export async function referenceWords(
  product: Product,
  chosen: Pixel | undefined,
): Promise<string | undefined> {
  const reference = chosen ?? pointReference(product);
  if (reference !== undefined) return pixelWords(product, reference);
  const area = product.attributes['REF_AREA'];
  return area && `the ${area}`;
}

/** Whether values are differences from those at a pixel. */
const isRelative = (dataset: string) =>
  /(?:^|\/)(?:timeseries|displacement|velocity|acceleration|horizontal|vertical|unwrapPhase\w*)$/.test(
    dataset,
  );

function withReference(name: string, references: readonly (string | undefined)[], isOne: boolean): string {
  const known = references.filter((words) => words !== undefined);
  return known.length === 0 ? name : `${name}${isOne ? '\n' : ', '}relative to ${known.join(' and ')}`;
}

/** A pixel in words: by place on a map, else by row and column. */
async function pixelWords(product: Product, pixel: Pixel): Promise<string> {
  const place = product.attributes['Y_FIRST'] === undefined ? undefined : await placeOfPixel(product, pixel);
  if (place === undefined) return `pixel y ${pixel.y}, x ${pixel.x}`;
  const { lat, lon } = place;
  const degrees = (value: number, [positive, negative]: string) =>
    `${Math.abs(value).toFixed(4)}°${value < 0 ? negative : positive}`;
  return `${degrees(lat, 'NS')}, ${degrees(lon, 'EW')}`;
}
