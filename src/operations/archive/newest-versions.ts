import { compareVersions } from '../../io/gunw/gunw-name.ts';
import type { GunwProduct } from '../../services/asf/gunw-product.ts';

/**
 * Of products that show the same ground in the same pair, the newest; of a pair that exists both in version 2 and in a later one,
 * nothing of version 2.
 */
export function newestVersions(products: readonly GunwProduct[]): GunwProduct[] {
  const best = new Map<string, GunwProduct[]>();
  const latest = new Map<string, number>();
  for (const product of products) {
    const pair = `${product.track} ${product.early}_${product.late}`;
    latest.set(pair, Math.max(latest.get(pair) ?? 0, major(product)));
    const key = `${pair} ${product.place}`;
    const here = best.get(key) ?? [];
    best.set(key, here);
    const at = here.findIndex((other) => isSameScene(other, product));
    if (at < 0) here.push(product);
    else if (compareVersions(product.version, here[at].version) > 0) here[at] = product;
  }
  return [...best.values()].flat().filter((product) => {
    const most = latest.get(`${product.track} ${product.early}_${product.late}`)!;
    return product.mission !== 'S1' || most < 3 || major(product) >= 3;
  });
}

const major = ({ version }: GunwProduct) => Number(version.split('_')[0]);

/** Seconds by which the middle of a scene moves from version to version: frames along the track are further apart. */
const SAME_SCENE = 10;

function isSameScene({ time: one }: GunwProduct, { time: other }: GunwProduct): boolean {
  return one === undefined || other === undefined || Math.abs(one - other) < SAME_SCENE;
}
