import { basename } from 'node:path';
import type { Scene } from './scene.ts';

/** What is drawn over the figure: the name of the file's raster, and of when it tells. */
export function drawnTitle(scene: Scene): string {
  const words = titleOf(scene);
  const {
    PLATFORM,
    PROCESSOR,
    beam_mode: beam,
  } = scene.product.attributes as Record<string, string | undefined>;
  const satellite = [PLATFORM, beam, PROCESSOR].filter(Boolean).join(' ');
  return scene.request.titleOfSatellite && satellite !== '' ? `${words} (${satellite})` : words;
}

function titleOf({ title, product, slices, refDate, between, request }: Scene): string {
  if (typeof request.title === 'string') return title;
  const { attributes, fileType } = product;
  const [start, end] = [attributes['START_DATE'], attributes['END_DATE']];
  const day = (date: string) => date.replace(/^(\d{4})(\d{2})(\d{2})/, '$1-$2-$3');
  if (between !== undefined) {
    const what = slices[0].dataset === 'timeseries' ? 'Displacement' : slices[0].dataset;
    return `${what} from ${day(between[0])} to ${day(between[1])}, ${basename(product.path)}`;
  }
  const isDisplacement = slices.some(({ dataset }) => /(?:^|\/)(?:timeseries|displacement)$/.test(dataset));
  const since = refDate ?? attributes['REF_DATE'];
  if (isDisplacement && since !== undefined) return `${title}, relative to ${day(since)}`;
  const isSpan =
    ['velocity', 'temporalCoherence'].includes(fileType) && start !== undefined && end !== undefined;
  return isSpan ? `${title}, ${day(start)} to ${day(end)}` : title;
}
