import { compareVersions } from '../../io/gunw/gunw-name.ts';
import type { GunwProduct } from '../../services/asf/gunw-product.ts';

/**
 * Of products that show the same ground in the same pair, the newest; of a pair that exists both in version 2 and in a later one,
 * nothing of version 2.
 */
export function newestVersions(products: readonly GunwProduct[]): GunwProduct[] {
  const best = new Map<string, GunwProduct>();
  const latest = new Map<string, number>();
  for (const product of products) {
    const pair = `${product.track} ${product.early}_${product.late}`;
    latest.set(pair, Math.max(latest.get(pair) ?? 0, major(product)));
    const key = `${pair} ${product.place}`;
    const known = best.get(key);
    if (known === undefined || compareVersions(product.version, known.version) > 0) best.set(key, product);
  }
  return [...best.values()].filter((product) => {
    const most = latest.get(`${product.track} ${product.early}_${product.late}`)!;
    return product.mission !== 'S1' || most < 3 || major(product) >= 3;
  });
}

const major = ({ version }: GunwProduct) => Number(version.split('_')[0]);
