import { join } from 'node:path';
import { gridBounds } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import { boundsRegion, type Region, unionRegions } from '../../core/geometry/region.ts';
import type { ChosenArea } from '../../io/gunw/extraction-area.ts';
import type { GunwInterferogram } from '../../io/gunw/interferograms.ts';
import { writeWhole } from '../../io/whole-file.ts';

/** Write what of the ground is used: footprints of pairs, what they share, the snapped box, and the products of every pair. */
export function writeFootprints(folder: string, chosen: ChosenArea): void {
  const put = (path: string, value: unknown) =>
    writeWhole(join(folder, path), `${JSON.stringify(value, null, 1)}\n`);
  for (const { pair, footprint } of chosen.kept)
    put(join('productBoundingBox', `${pair}.json`), geoJson(footprint, { pair }));
  put(join('productBoundingBox', 'productBoundingBox.json'), geoJson(chosen.footprint, {}));
  const all = unionRegions(chosen.kept.map(({ footprint }) => footprint));
  put(join('productBoundingBox', 'productBoundingBox_croptounion_formetadatalyr.json'), geoJson(all, {}));
  put('user_bbox.json', geoJson(boxInDegrees(chosen), {}));
  put('full_product_dict.json', chosen.kept.map(productsOf));
}

function productsOf({ pair, frames }: GunwInterferogram) {
  return { pair_name: pair, products: frames.map(({ path }) => path) };
}

/** The snapped box, which on a map in metres has curved edges in degrees: its corners. */
function boxInDegrees({ area: { full } }: ChosenArea): Region {
  const box = boundsRegion(gridBounds(full));
  if (full.utmZone === undefined) return box;
  const place = mapTransform(full, { xFirst: 0, yFirst: 0, xStep: 1, yStep: -1, length: 1, width: 1 });
  return box.map((ring) =>
    ring.map(([x, y]) => {
      const [lat, lon] = place(y, x);
      return [lon, lat] as const;
    }),
  );
}

/** GeoJSON (RFC 7946): outer rings, each with the holes that follow it. */
function geoJson(region: Region, properties: Readonly<Record<string, string>>): object {
  const closed = region.map((ring) => [...ring, ring[0]]);
  const geometry =
    closed.length === 1
      ? { type: 'Polygon', coordinates: closed }
      : { type: 'MultiPolygon', coordinates: closed.map((ring) => [ring]) };
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties, geometry }],
  };
}
