import type { Box } from '../../core/array.ts';
import { formatDate, parseDate } from '../../core/dates.ts';
import { cropGrid } from '../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import type { Product } from '../../io/products/product.ts';

/** A scene of Kite in words. */
export interface KiteScene {
  readonly product: Product;
  readonly box: Box;
  readonly title: string;
  /** first and second acquisition */
  readonly dates: readonly [string, string];
}

/**
 * The YAML sheet of a scene, with the tags by which Kite (pyrocko) knows its objects. Its other settings (quadtree,
 * covariance, corrections) are left to their defaults.
 */
export function kiteSheet({ product, box, title, dates }: KiteScene): string {
  const { attributes, facts } = product;
  const map = cropGrid(facts.earthMap, box);
  const [south, west] = [map.yFirst + map.length * map.yStep, map.xFirst];
  const isMetres = map.utmZone !== undefined;
  const [llLat, llLon] = isMetres ? utmToLatLon(south, west, parseUtmZone(map.utmZone!)) : [south, west];
  const direction = (attributes['ORBIT_DIRECTION'] ?? '').toLowerCase();
  const node = direction.startsWith('asc')
    ? 'Ascending'
    : direction.startsWith('desc')
      ? 'Descending'
      : 'Undefined';
  const wavelength = optionalNumber(attributes, 'WAVELENGTH');
  const time = (date: string) =>
    `'${formatDate(parseDate(date) + (date.length === 8 ? Math.round(facts.acquisitionSeconds) * 1000 : 0), '%Y-%m-%d %H:%M:%S')}'`;
  return [
    '# kite.Scene YAML Config',
    '--- !kite.scene.SceneConfig',
    'meta: !kite.scene.Meta',
    `  scene_title: ${quoted(title)}`,
    `  scene_id: ${quoted(attributes['trackNumber'] ?? attributes['relative_orbit'] ?? 'None')}`,
    `  satellite_name: ${quoted(facts.platform || 'Undefined Mission')}`,
    ...(wavelength === undefined ? [] : [`  wavelength: ${decimal(wavelength)}`]),
    `  orbital_node: ${node}`,
    `  time_master: ${time(dates[0])}`,
    `  time_slave: ${time(dates[1])}`,
    '  extra: {}',
    'frame: !kite.scene.FrameConfig',
    `  llLat: ${decimal(llLat)}`,
    `  llLon: ${decimal(llLon)}`,
    `  dN: ${decimal(-map.yStep)}`,
    `  dE: ${decimal(map.xStep)}`,
    `  spacing: ${isMetres ? 'meter' : 'degree'}`,
    '',
  ].join('\n');
}

/** YAML 1.1 takes an exponent for a number only behind a decimal point. */
function decimal(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text.replace(/^(-?\d+)e/, '$1.0e');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
