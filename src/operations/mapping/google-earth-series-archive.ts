import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { KmzArchive } from '../../io/kmz/archive.ts';
import {
  escapeXml,
  kmlDocument,
  type LatLonBounds,
  networkLink,
  placemark,
  pointStyle,
  screenOverlay,
} from '../../io/kmz/kml.ts';
import { kmlColor } from '../../io/kmz/kml-color.ts';
import { balloonData, balloonStyle, type SeriesChart } from '../../io/kmz/series-balloon.ts';
import type { Place } from './google-earth-places.ts';
import type { SeriesScene } from './google-earth-series-scene.ts';

/** How a scene is drawn. */
export interface SeriesDrawing {
  readonly name: string;
  readonly steps: readonly number[];
  readonly levelsOfDetail: readonly number[];
  readonly vlim: readonly [number, number] | undefined;
  readonly wrap: boolean;
  readonly colormap: string;
  /** [length, width], 1 = has points of the finest level, where enough of them are together */
  readonly deforming: Uint8Array;
  readonly minShare: number;
  readonly reference: Place | undefined;
}

/** Points along the sides of a box that is loaded at a time; of the finest level, which is dense, fewer. */
const POINTS_PER_SIDE = [50, 50, 30];
const CENTIMETRES = 100;

/** A box of one level whose points stand in one file. */
interface PointBox {
  readonly level: number;
  readonly step: number;
  readonly box: Box;
  readonly name: string;
  readonly maxPixels: number;
}

/** @returns the bytes of the archive: a root, and a file for every box of every level */
export async function encodeSeries(
  scene: SeriesScene,
  drawing: SeriesDrawing,
  context: Context,
): Promise<Uint8Array> {
  const plot = await import('../../plot/index.ts');
  const { dateTicks, dayOf } = await import('../../plot/date-axis.ts');
  const velocity = {
    data: Float32Array.from(scene.velocity.data, (value) => value * CENTIMETRES),
    shape: scene.velocity.shape,
  };
  const wrapped = drawing.wrap ? plot.wrapValues(velocity, drawing.vlim ?? [-Math.PI, Math.PI]) : velocity;
  const bar = plot.mapColorbar({
    values: wrapped,
    colormap: drawing.colormap,
    vlim: drawing.vlim ?? (drawing.wrap ? [-Math.PI, Math.PI] : undefined),
    unit: 'cm/year',
    colorbar: { label: 'LOS velocity [cm/year]' },
  });
  const days = scene.series.dates.map(dayOf);
  const chart: SeriesChart = {
    days,
    ticks: dateTicks(Math.min(...days), Math.max(...days), 6).ticks,
    unit: 'cm',
    fields: [
      'Row, column',
      'Latitude, longitude',
      'Velocity',
      'Temporal coherence',
      'Last date, relative to the first',
    ],
  };
  const boxes = pointBoxes(scene, drawing);
  const png = (figure: Parameters<typeof plot.renderFigure>[0], dpi: number) =>
    plot.renderFigure(figure, { format: 'png', dpi });
  const archive = new KmzArchive();
  archive.add(`${drawing.name}_root.kml`, rootOf(boxes, scene, drawing));
  archive.add('files/dot.png', await png(plot.drawSymbol({ size: 16, fill: 'white' }), 144));
  archive.add(
    'files/reference.png',
    await png(plot.drawSymbol({ shape: 'square', size: 14, fill: 'black' }), 144),
  );
  archive.add('files/colorbar.png', await png(plot.drawColorbarFigure(bar), 300));
  const balloon = balloonStyle('point', chart);
  const color = (i: number) => kmlColor(wrapped.data[i], bar.map, bar.vmin, bar.vmax);
  let done = 0;
  for (const box of boxes) {
    archive.add(`${box.name}.kml`, kmlDocument(box.name, [balloon, ...pointsOf(box, scene, chart, color)]));
    context.progress('writing points', ++done, boxes.length);
    await new Promise(setImmediate); // lets signals and progress through
  }
  return archive.finish();
}

/** Boxes of the levels that have points; of the finest level where enough of the ground deforms. */
function pointBoxes(scene: SeriesScene, drawing: SeriesDrawing): PointBox[] {
  const [length, width] = scene.velocity.shape;
  const lods = drawing.levelsOfDetail;
  const boxes: PointBox[] = [];
  const levels = drawing.steps.map((step, level) => ({ step, level })).filter(({ step }) => step > 0);
  for (const { step, level } of [...levels].reverse()) {
    const side = POINTS_PER_SIDE[level] * step;
    for (let y0 = 0; y0 < length; y0 += side) {
      for (let x0 = 0; x0 < width; x0 += side) {
        const box = { y0, y1: Math.min(y0 + side, length), x0, x1: Math.min(x0 + side, width) };
        if (level === 2 && deformingShare(box, scene, drawing) < drawing.minShare) continue;
        if (!hasPoint(box, step, scene)) continue;
        const isFinest = !boxes.some((other) => other.level === level + 1 && overlap(other.box, box));
        boxes.push({
          level,
          step,
          box,
          name: `files/${level + 1}_${y0}_${x0}`,
          maxPixels: isFinest ? -1 : lods[level + 1],
        });
      }
    }
  }
  return boxes.reverse();
}

const overlap = (a: Box, b: Box) => a.y0 < b.y1 && b.y0 < a.y1 && a.x0 < b.x1 && b.x0 < a.x1;

function deformingShare(box: Box, { velocity }: SeriesScene, { deforming }: SeriesDrawing): number {
  let [valid, moving] = [0, 0];
  for (let y = box.y0; y < box.y1; y++) {
    for (let x = box.x0; x < box.x1; x++) {
      const i = y * velocity.shape[1] + x;
      if (!Number.isFinite(velocity.data[i])) continue;
      valid++;
      moving += deforming[i];
    }
  }
  return valid === 0 ? 0 : moving / valid;
}

function* pixelsOf({ y0, y1, x0, x1 }: Box, step: number, { velocity }: SeriesScene) {
  const middle = step >> 1; // boxes are multiples of the step
  for (let y = y0 + middle; y < y1; y += step) {
    for (let x = x0 + middle; x < x1; x += step) {
      if (Number.isFinite(velocity.data[y * velocity.shape[1] + x])) yield { y, x };
    }
  }
}

const hasPoint = (box: Box, step: number, scene: SeriesScene): boolean =>
  pixelsOf(box, step, scene).next().done !== true;

function* pointsOf(
  { box, step }: PointBox,
  scene: SeriesScene,
  chart: SeriesChart,
  color: (pixel: number) => string,
): Generator<string> {
  const { velocity, velocityStd, temporalCoherence, series } = scene;
  const displacement = scene.read(box);
  const wide = box.x1 - box.x0;
  const plane = (box.y1 - box.y0) * wide;
  const numDate = series.dates.length;
  const values = new Float64Array(numDate);
  for (const { y, x } of pixelsOf(box, step, scene)) {
    const [latitude, longitude] = [scene.latitude(y, x), scene.longitude(y, x)];
    if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) continue;
    const i = y * velocity.shape[1] + x;
    const at = (y - box.y0) * wide + x - box.x0;
    for (let k = 0; k < numDate; k++) values[k] = displacement[k * plane + at] * CENTIMETRES;
    const spread = velocityStd === undefined ? '' : ` ± ${(velocityStd.data[i] * CENTIMETRES).toFixed(2)}`;
    const fields = [
      `${y}, ${x}`,
      `${latitude.toFixed(6)}°, ${longitude.toFixed(6)}°`,
      `${(velocity.data[i] * CENTIMETRES).toFixed(2)}${spread} cm/year`,
      temporalCoherence.data[i].toFixed(2),
      `${(values[numDate - 1] - values[0]).toFixed(2)} cm`,
    ];
    yield placemark({
      latitude: Number(latitude.toFixed(7)),
      longitude: Number(standardizeLongitude(longitude).toFixed(7)),
      name: `Point ${y}, ${x}`,
      style: 'point',
      icon: { href: 'dot.png', color: color(i), scale: 0.5 },
      data: balloonData(chart, values, fields),
    });
  }
}

function rootOf(
  boxes: readonly PointBox[],
  scene: SeriesScene,
  { name, levelsOfDetail, reference }: SeriesDrawing,
): string {
  const { path, dates } = scene.series;
  const features = [
    `<description>${escapeXml(`Displacement in the line of sight, ${dates[0]} to ${dates.at(-1)}, of ${path.split('/').at(-1)}`)}</description>`,
    pointStyle('reference', 'files/reference.png', 'ffffffff', 0.7),
    ...boxes.map((box) =>
      networkLink(`Level ${box.level + 1}`, `${box.name}.kml`, {
        bounds: boundsOf(box.box, scene),
        minPixels: levelsOfDetail[box.level],
        maxPixels: box.maxPixels,
      }),
    ),
    screenOverlay('Colour bar', 'files/colorbar.png', 'lower left'),
  ];
  if (reference !== undefined) {
    features.push(
      placemark({
        ...reference,
        longitude: standardizeLongitude(reference.longitude),
        name: 'Reference point',
        description: `Reference point<br>Latitude: ${reference.latitude}°<br>Longitude: ${reference.longitude}°`,
        style: 'reference',
      }),
    );
  }
  return kmlDocument(name, features);
}

/** Area of the pixels of a box that have a place, degrees. */
function boundsOf({ y0, y1, x0, x1 }: Box, scene: SeriesScene): LatLonBounds {
  let [north, south, east, west] = [-90, 90, -180, 180];
  const step = Math.max(1, Math.floor(Math.min(y1 - y0, x1 - x0) / 10)); // the edges and some between
  for (let y = y0; y < y1; y = y === y1 - 1 ? y1 : Math.min(y + step, y1 - 1)) {
    for (let x = x0; x < x1; x = x === x1 - 1 ? x1 : Math.min(x + step, x1 - 1)) {
      const [latitude, longitude] = [scene.latitude(y, x), standardizeLongitude(scene.longitude(y, x))];
      if (!Number.isFinite(latitude) || !Number.isFinite(longitude)) continue;
      north = Math.max(north, latitude);
      south = Math.min(south, latitude);
      east = Math.max(east, longitude);
      west = Math.min(west, longitude);
    }
  }
  return { north, south, east, west };
}
