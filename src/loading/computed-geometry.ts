import { incidenceAngle, rangeAtIncidence, slantRange } from '../core/geometry/radar-geometry.ts';
import { isGeocoded, optionalNumber, radarGeometry } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import type { GeometryDataset } from './description.ts';
import { computedLayer, type Layer } from './layer.ts';

type Layers = Partial<Record<GeometryDataset, Layer>>;

/**
 * Add slantRangeDistance and incidenceAngle when the processor delivers none.
 *
 * Radar coordinates: slant range by column; incidence from it, the orbit and, when there is one, the height of each
 * pixel. Geocoded: slant range from the incidence angle (law of sines), else the constants INCIDENCE_ANGLE and
 * SLANT_RANGE_DISTANCE; without them the layer stays absent.
 * @param observation attributes of the first interferogram
 * @throws {MetadataError} when a radar stack lacks orbit attributes
 */
export function addComputedLayers(
  layers: Layers,
  size: { readonly length: number; readonly width: number },
  observation: Attributes,
): Layers {
  return isGeocoded(observation)
    ? addGeocoded(layers, size, observation)
    : addRadar(layers, size, observation);
}

function addRadar(
  layers: Layers,
  size: { readonly length: number; readonly width: number },
  observation: Attributes,
): Layers {
  if (layers.slantRangeDistance !== undefined && layers.incidenceAngle !== undefined) return layers;
  const radar = radarGeometry({ ...observation, LENGTH: String(size.length), WIDTH: String(size.width) });
  const ranges = slantRange(radar);
  const shape = [size.length, size.width] as const;
  const out: Layers = { ...layers };
  out.slantRangeDistance ??= computedLayer('slant range by column', shape, [], (box) =>
    byColumn(box, (x) => ranges[x]),
  );
  const { height } = layers;
  if (height === undefined) {
    const smooth = incidenceAngle(radar);
    out.incidenceAngle ??= computedLayer('incidence angle by column', shape, [], (box) =>
      byColumn(box, (x) => smooth[x]),
    );
    return out;
  }
  const { earthRadius, height: altitude } = radar;
  out.incidenceAngle ??= computedLayer('incidence angle from height', shape, [height], (box, [heights]) => {
    const width = box.x1 - box.x0;
    const values = new Float32Array(heights.length);
    for (let i = 0; i < heights.length; i++) {
      values[i] = incidenceInSinglePrecision(ranges[box.x0 + (i % width)], heights[i], earthRadius, altitude);
    }
    return values;
  });
  return out;
}

/**
 * Incidence angle of a target by the law of cosines, degrees, every operation rounded to single precision: files of the
 * reference hold these numbers, up to 6e-5 degrees from those in double precision.
 */
function incidenceInSinglePrecision(
  range: number,
  height: number,
  earthRadius: number,
  altitude: number,
): number {
  const f = Math.fround;
  const target = f(f(earthRadius) + height);
  const satellite = earthRadius + altitude;
  const numerator = f(f(f(target * target) + f(range * range)) - f(satellite * satellite));
  const cosine = f(numerator / f(f(2 * target) * range));
  return f(f(f(f(Math.PI) - f(Math.acos(cosine))) * 180) / f(Math.PI));
}

function addGeocoded(
  layers: Layers,
  size: { readonly length: number; readonly width: number },
  observation: Attributes,
): Layers {
  const shape = [size.length, size.width] as const;
  const out: Layers = { ...layers };
  out.incidenceAngle ??= constant(shape, observation, 'INCIDENCE_ANGLE');
  const { incidenceAngle: incidence } = out;
  const canCompute = observation.EARTH_RADIUS !== undefined && observation.HEIGHT !== undefined;
  if (layers.incidenceAngle !== undefined && incidence !== undefined && canCompute) {
    const radar = radarGeometry({ STARTING_RANGE: '0', RANGE_PIXEL_SIZE: '0', ...observation });
    out.slantRangeDistance ??= computedLayer(
      'slant range from incidence',
      shape,
      [incidence],
      (_, [angles]) => angles.map((angle) => rangeAtIncidence(radar, angle)),
    );
  } else out.slantRangeDistance ??= constant(shape, observation, 'SLANT_RANGE_DISTANCE');
  return out;
}

function constant(shape: readonly [number, number], attributes: Attributes, key: string): Layer | undefined {
  const value = optionalNumber(attributes, key);
  if (value === undefined) return undefined;
  return constantLayer(`constant ${key}`, shape, value);
}

/** A layer of one value. */
export function constantLayer(label: string, shape: readonly [number, number], value: number): Layer {
  return computedLayer(label, shape, [], (box) => byColumn(box, () => value));
}

function byColumn(
  box: { readonly y0: number; readonly y1: number; readonly x0: number; readonly x1: number },
  valueAt: (x: number) => number,
): Float32Array {
  const width = box.x1 - box.x0;
  const row = Float32Array.from({ length: width }, (_, i) => valueAt(box.x0 + i));
  const out = new Float32Array(width * (box.y1 - box.y0));
  for (let at = 0; at < out.length; at += width) out.set(row, at);
  return out;
}
