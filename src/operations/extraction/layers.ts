import { OptionError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearest-name.ts';
import { TROPOSPHERE_MODELS } from '../../io/gunw/gunw-product.ts';

/** Layers that can be extracted, by the names of ARIA-tools. Connected components come with the phase. */
export const LAYERS = [
  'unwrappedPhase',
  'coherence',
  'amplitude',
  'bPerpendicular',
  'bParallel',
  'incidenceAngle',
  'lookAngle',
  'azimuthAngle',
  'ionosphere',
  'troposphereWet',
  'troposphereHydrostatic',
  'troposphereTotal',
  'solidEarthTide',
] as const;
export type Layer = (typeof LAYERS)[number];

/** What a time series needs. */
export const STANDARD_LAYERS: readonly Layer[] = [
  'unwrappedPhase',
  'coherence',
  'incidenceAngle',
  'azimuthAngle',
];

/** Layers that depend on the height of the ground. */
const ON_GROUND: readonly Layer[] = LAYERS.filter((layer) =>
  /^(bP|incidence|look|azimuth|troposphere|solid)/.test(layer),
);

/** Whether a layer is interpolated to heights, for which an elevation model is needed. */
export function needsHeights(layer: Layer): boolean {
  return ON_GROUND.includes(layer);
}

/** @param text names with commas between, `all`, `standard`, or nothing @throws {OptionError} for others */
export function parseLayers(text: string): Layer[] {
  const names = text.split(',').map((name) => name.trim());
  const wanted = new Set<Layer>();
  for (const name of names.filter((one) => one !== '')) {
    const layer = [...LAYERS, 'connectedComponents'].find((one) => one.toLowerCase() === name.toLowerCase());
    if (/^all$/i.test(name)) for (const one of LAYERS) wanted.add(one);
    else if (/^standard$/i.test(name)) for (const one of STANDARD_LAYERS) wanted.add(one);
    else if (layer === 'connectedComponents') wanted.add('unwrappedPhase');
    else if (layer !== undefined) wanted.add(layer as Layer);
    else {
      const [near] = nearestNames(name, LAYERS);
      throw new OptionError(
        `"${name}" is no layer of GUNW products.`,
        `Write ${near === undefined ? `some of ${LAYERS.join(', ')}, or all` : `${near}?`}`,
      );
    }
  }
  return LAYERS.filter((layer) => wanted.has(layer));
}

/** @param text names of weather models with commas between, or `all` @throws {OptionError} for others */
export function parseModels(text: string): string[] {
  const names = text.split(',').map((name) => name.trim().toUpperCase());
  if (names.includes('ALL')) return [...TROPOSPHERE_MODELS];
  const odd = names.find((name) => !TROPOSPHERE_MODELS.some((model) => model === name));
  if (odd === undefined) return names;
  throw new OptionError(
    `"${odd}" is no weather model of GUNW products.`,
    `Write some of ${TROPOSPHERE_MODELS.join(', ')}, or all.`,
  );
}
