import { AnswerError } from '../service-errors.ts';
import { type FoundProducts, type GunwProduct, gunwProduct, type Mission } from './gunw-product.ts';

/**
 * Read the answer of the archive's own search, GeoJSON. Values in, values out.
 *
 * @param from for messages @throws {AnswerError} when it is something else
 */
export function parseSearchAnswer(json: unknown, mission: Mission, from: string): FoundProducts {
  const { type, features } = (json ?? {}) as { readonly type?: unknown; readonly features?: unknown };
  if (type !== 'FeatureCollection' || !Array.isArray(features))
    throw new AnswerError(`${from} did not answer with a list of products.`, 'Try again later.');
  const products: GunwProduct[] = [];
  const others: string[] = [];
  for (const feature of features) {
    const properties: Record<string, unknown> = feature?.properties ?? {};
    const name = String(properties['sceneName'] ?? properties['fileID'] ?? '');
    const product = gunwProduct(mission, {
      name,
      url: properties['url'],
      size: properties['bytes'],
      digest: properties['md5sum'],
      algorithm: 'md5',
      bperp: properties['perpendicularBaseline'],
    });
    if (product === undefined) others.push(name);
    else products.push(product);
  }
  return { products, others };
}
