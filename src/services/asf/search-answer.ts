import { FileError, MintsarError } from '../../core/errors.ts';
import { type GunwName, parseGunwName } from './gunw-name.ts';

/** A product of the archive. */
export interface GunwProduct extends GunwName {
  readonly name: string;
  /** address of its file */
  readonly url: string;
  /** bytes, as far as the archive says */
  readonly size: number | undefined;
}

export interface SearchAnswer {
  readonly products: readonly GunwProduct[];
  /** names of what was found and is no Sentinel-1 GUNW product */
  readonly others: readonly string[];
}

interface Feature {
  readonly properties?: {
    readonly url?: unknown;
    readonly fileID?: unknown;
    readonly sceneName?: unknown;
    readonly bytes?: unknown;
  };
}

/**
 * Read the answer of the archive's search, GeoJSON. Text in, values out; products in the order of their dates.
 *
 * @param path for messages
 * @throws {FileError} when it is something else
 */
export function parseSearchAnswer(text: string, path: string): SearchAnswer {
  const features = featuresOf(text);
  if (features === undefined) {
    throw new FileError(
      `${path} is no answer of the archive: it begins with "${text.trim().slice(0, 40)}".`,
      'Remove it, so that the archive is asked again.',
    );
  }
  const products: GunwProduct[] = [];
  const others: string[] = [];
  for (const { properties = {} } of features) {
    const name = String(properties.sceneName ?? properties.fileID ?? '');
    const facts = gunwName(name);
    if (facts === undefined || typeof properties.url !== 'string') others.push(name);
    else products.push({ ...facts, name, url: properties.url, size: sizeOf(properties.bytes) });
  }
  products.sort((a, b) => (a.name < b.name ? -1 : 1));
  products.sort((a, b) => Number(a.early) - Number(b.early) || Number(a.late) - Number(b.late));
  return { products, others };
}

function featuresOf(text: string): readonly Feature[] | undefined {
  try {
    const { type, features } = JSON.parse(text);
    return type === 'FeatureCollection' && Array.isArray(features) ? features : undefined;
  } catch {
    return undefined;
  }
}

function gunwName(name: string): GunwName | undefined {
  try {
    return parseGunwName(name);
  } catch (error) {
    if (error instanceof MintsarError) return undefined;
    throw error;
  }
}

function sizeOf(bytes: unknown): number | undefined {
  return typeof bytes === 'number' && bytes >= 0 ? bytes : undefined;
}
