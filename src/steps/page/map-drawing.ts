import { deflateSync } from 'node:zlib';
import { type Grid, grid } from '../../core/array.ts';
import type { Colormap } from '../../plot/color-table.ts';
import { colormap } from '../../plot/colormap.ts';
import { type MapGeometry, mapAxes, mapGeometry } from '../../plot/map-frame.ts';
import { rasterPng } from '../../plot/raster-png.ts';
import { shadedRelief } from '../../plot/relief.ts';
import { linearTicks, niceStep } from '../../plot/ticks.ts';
import type { MapData } from './map-data.ts';
import { drawing, escaped, label, short } from './svg.ts';

/** A raster that can be looked at, with its colours. */
interface Layer {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly values: Grid;
  readonly map: Colormap;
  readonly limits: readonly [number, number];
}

const LONG_SIDE = 900;
const MARGIN = { left: 84, right: 10, top: 10, bottom: 48 };

/** A map in the page, what reads its values, and where they are 0. */
export interface DrawnMap {
  readonly html: string;
  readonly script: string;
  readonly zero: string;
}

/** The map of the page: relief, layers to choose from, colour bars, places; and the values under the pointer. */
export async function mapDrawing(map: MapData): Promise<DrawnMap> {
  const [length, width] = map.velocity.shape;
  const geometry = mapGeometry(map.frame, length, width);
  const unitSize = LONG_SIDE / Math.max(width, length * geometry.aspect);
  const size = { width: width * unitSize, height: length * geometry.aspect * unitSize };
  const layers = layersOf(map);
  const images = await Promise.all(layers.map((layer) => layerImage(layer, geometry)));
  const relief = map.height && (await reliefImage(map.height, geometry));
  const box = `x="${MARGIN.left}" y="${MARGIN.top}" width="${short(size.width)}" height="${short(size.height)}" preserveAspectRatio="none"`;
  const axes = mapAxes(map.frame, length, width, { width: size.width * 0.8, height: size.height * 0.8 });
  const x = (value: number) => MARGIN.left + ((value - axes.x.from) / (axes.x.to - axes.x.from)) * size.width;
  const y = (value: number) =>
    MARGIN.top + (1 - (value - axes.y.from) / (axes.y.to - axes.y.from)) * size.height;
  const bottom = MARGIN.top + size.height;
  const total = { width: MARGIN.left + size.width + MARGIN.right, height: bottom + MARGIN.bottom };
  const svg = drawing(
    { ...total, className: 'map', title: `Map of the ${layers[0].title}; the table below lists its places` },
    [
      `<rect class="sea" ${box}/>`,
      relief === undefined ? '' : `<image class="relief" href="${relief}" ${box}/>`,
      ...layers.map(({ name }, k) => `<image class="layer ${name}" href="${images[k]}" ${box}/>`),
      `<rect class="frame" ${box}/>`,
      ...(axes.x.ticks ?? []).map(
        ({ value, label: text }) =>
          `<line class="tick" x1="${short(x(value))}" x2="${short(x(value))}" y1="${short(bottom)}" y2="${short(bottom + 6)}"/>${label(x(value), bottom + 24, text, 'middle')}`,
      ),
      ...(axes.y.ticks ?? []).map(
        ({ value, label: text }) =>
          `<line class="tick" x1="${MARGIN.left - 6}" x2="${MARGIN.left}" y1="${short(y(value))}" y2="${short(y(value))}"/>${label(MARGIN.left - 10, y(value) + 5, text, 'end')}`,
      ),
      ...markers(map, geometry, size),
      '<g id="cross" hidden><circle r="9"/><circle r="9"/></g>',
    ],
  );
  const chooser = layers
    .map(
      ({ name, title }, k) =>
        `<label><input type="radio" name="layer" value="${name}"${k === 0 ? ' checked' : ''}><span>${escaped(title)}</span></label>`,
    )
    .join('');
  const html = `<div class="layers" role="radiogroup" aria-label="Layer of the map">${chooser}</div>
<div class="map-frame" id="map" tabindex="0" aria-label="Map: move the pointer, or the arrow keys, to read values">${svg}</div>
${layers.map(colorBar).join('')}
<p class="readout" id="readout" aria-live="polite">Move over the map to read values.</p>`;
  const area = map.product.attributes['REF_AREA'];
  const zero = map.reference
    ? 'the black square is the reference point, whose velocity is 0'
    : area
      ? `0 is the ${area}`
      : 'they name no reference point';
  return { html, zero, script: readoutData(map, geometry, { box: { ...MARGIN, ...size }, total }) };
}

function layersOf({ velocity, deviation, coherence }: MapData): Layer[] {
  const [low, high] = percentiles(velocity, 0.02, 0.98).map((value) => Math.abs(value) * 1000);
  const reach = roundedUp(Math.max(low, high));
  const layers: Layer[] = [
    {
      name: 'velocity',
      title: 'velocity',
      unit: 'mm/year, positive toward the satellite',
      values: scaled(velocity, 1000),
      map: colormap('RdYlBu'),
      limits: [-reach, reach],
    },
  ];
  if (deviation !== undefined) {
    layers.push({
      name: 'deviation',
      title: 'standard deviation',
      unit: 'mm/year',
      values: scaled(deviation, 1000),
      map: colormap('viridis'),
      limits: [0, roundedUp(percentiles(deviation, 0.02, 0.98)[1] * 1000)],
    });
  }
  if (coherence !== undefined) {
    layers.push({
      name: 'coherence',
      title: 'temporal coherence',
      unit: '',
      values: coherence,
      map: colormap('cividis'),
      limits: [0, 1],
    });
  }
  return layers;
}

async function layerImage({ values, map, limits, title }: Layer, geometry: MapGeometry): Promise<string> {
  const coloring = { map, vmin: limits[0], vmax: limits[1] };
  return asUrl(await rasterPng(turned(values, geometry), coloring, { dpi: 72, title }));
}

async function reliefImage(height: Grid, geometry: MapGeometry): Promise<string> {
  const { rgba } = shadedRelief(turned(height, geometry), geometry.aspect);
  const grey = Float32Array.from({ length: rgba.length / 4 }, (_, i) =>
    rgba[4 * i + 3] === 0 ? Number.NaN : rgba[4 * i],
  );
  const coloring = { map: colormap('gray'), vmin: 0, vmax: 256 };
  return asUrl(await rasterPng(grid(grey, ...height.shape), coloring, { dpi: 72, title: 'relief' }));
}

function asUrl(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

/** A raster as it lies on the page: radar images are turned over. */
function turned({ data, shape }: Grid, { flipUpDown, flipLeftRight }: MapGeometry): Grid {
  if (!flipUpDown && !flipLeftRight) return { data, shape };
  const [length, width] = shape;
  const out = new Float32Array(data.length);
  for (let y = 0; y < length; y++) {
    const from = (flipUpDown ? length - 1 - y : y) * width;
    const row = data.slice(from, from + width);
    out.set(flipLeftRight ? row.reverse() : row, y * width);
  }
  return grid(out, length, width);
}

function markers(map: MapData, geometry: MapGeometry, size: { width: number; height: number }): string[] {
  const [length, width] = map.velocity.shape;
  const at = ({ y, x }: { y: number; x: number }) => {
    const [right, down] = [(x + 0.5) / width, (y + 0.5) / length];
    return [
      short(MARGIN.left + (geometry.flipLeftRight ? 1 - right : right) * size.width),
      short(MARGIN.top + (geometry.flipUpDown ? 1 - down : down) * size.height),
    ];
  };
  const reference = map.reference && at(map.reference);
  return [
    ...(reference === undefined
      ? []
      : [
          `<rect class="reference" x="-9" y="-9" width="18" height="18" transform="translate(${reference.join(' ')})"><title>reference point: its velocity is 0</title></rect>`,
        ]),
    ...map.places.map((place) => {
      const [px, py] = at(place);
      return `<a class="place" href="#place-${place.letter}"><circle cx="${px}" cy="${py}" r="14"/><text x="${px}" y="${Number(py) + 6}" text-anchor="middle">${place.letter}</text><title>${place.letter}: ${escaped(place.why)}</title></a>`;
    }),
  ];
}

/** The colours of a layer, with their values. */
function colorBar({ name, title, unit, map, limits: [low, high] }: Layer): string {
  const stops = Array.from({ length: 17 }, (_, k) => {
    const i = 3 * Math.min(map.n - 1, Math.floor((k / 16) * map.n));
    const rgb = [0, 1, 2].map((c) => Math.round(map.colors[i + c] * 255));
    return `rgb(${rgb.join(' ')})`;
  });
  const ticks = linearTicks(low, high, 6).map(
    ({ value, label: text }) =>
      `<span style="left:${short((100 * (value - low)) / (high - low))}%">${text}</span>`,
  );
  return `<div class="colorbar ${name}"><div class="ramp" style="background:linear-gradient(to right,${stops.join(',')})"></div><div class="values">${ticks.join('')}</div><p>${escaped(title)}${unit === '' ? '' : ` [${escaped(unit)}]`}</p></div>`;
}

/** Values for the pointer, packed: 0.1 mm/year in 16 bits, hundredths of coherence in 8. */
function readoutData(map: MapData, geometry: MapGeometry, layout: object): string {
  const { velocity, coherence, frame, sampling } = map;
  const speeds = Int16Array.from(velocity.data, (value) =>
    Number.isNaN(value) ? -32768 : Math.max(-32767, Math.min(32767, Math.round(value * 1e4))),
  );
  const quality = Uint8Array.from(velocity.data, (_, i) => {
    const value = coherence?.data[i] ?? Number.NaN;
    return Number.isNaN(value) ? 255 : Math.round(Math.max(0, Math.min(1, value)) * 100);
  });
  const packed = (values: Int16Array | Uint8Array) =>
    deflateSync(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)).toString('base64');
  const { flipUpDown, flipLeftRight } = geometry;
  return JSON.stringify({
    shape: velocity.shape,
    velocity: packed(speeds),
    coherence: packed(quality),
    flipUpDown,
    flipLeftRight,
    frame,
    step: sampling.step,
    ...layout,
  });
}

function scaled({ data, shape }: Grid, factor: number): Grid {
  return { data: Float32Array.from(data, (value) => value * factor), shape };
}

function percentiles({ data }: Grid, ...shares: number[]): number[] {
  const sorted = data.filter((value) => !Number.isNaN(value)).sort();
  return shares.map((share) => (sorted.length === 0 ? 0 : sorted[Math.round(share * (sorted.length - 1))]));
}

/** The next value that reads well: 12.3 becomes 15. */
function roundedUp(value: number): number {
  if (!(value > 0)) return 1;
  const step = niceStep(value, 4);
  return step * Math.ceil(value / step - 1e-9);
}
