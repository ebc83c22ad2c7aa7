import type { Corners } from '../../core/geometry/footprint.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { RadarGeometry } from '../../core/geometry/radar-geometry.ts';
import {
  earthGrid,
  isGeocoded,
  mapGrid,
  optionalNumber,
  radarGeometry,
  requireNumber,
  sceneCorners,
  subsetOffset,
} from '../attributes/typed.ts';
import type { Attributes } from '../hdf5/types.ts';

/** Pixels of the full resolution that were averaged into one, and those that are independent of each other. */
export interface Looks {
  readonly azimuth: number | undefined;
  readonly range: number | undefined;
  /** independent looks (NCORRLOOKS), where they are known */
  readonly correlation: number | undefined;
}

/**
 * What the attributes of a product say, as typed values. Each is parsed when it is asked for: a product that lacks one is
 * refused by whoever needs it, and by nobody else.
 *
 * A fact without `undefined` in its type throws a MetadataError that names the attribute, its meaning and the remedy.
 */
export class ProductFacts {
  readonly #attributes: Attributes;

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
  }

  /** Radar wavelength, m. */
  get wavelength(): number {
    return requireNumber(this.#attributes, 'WAVELENGTH');
  }

  /** Name of the processor in lower case; empty when it is not told. */
  get processor(): string {
    return (this.#attributes['PROCESSOR'] ?? '').toLowerCase();
  }

  get platform(): string {
    return this.#attributes['PLATFORM'] ?? '';
  }

  get looks(): Looks {
    return {
      azimuth: optionalNumber(this.#attributes, 'ALOOKS'),
      range: optionalNumber(this.#attributes, 'RLOOKS'),
      correlation: optionalNumber(this.#attributes, 'NCORRLOOKS'),
    };
  }

  get azimuthLooks(): number {
    return requireNumber(this.#attributes, 'ALOOKS');
  }

  get rangeLooks(): number {
    return requireNumber(this.#attributes, 'RLOOKS');
  }

  /** Spacing of columns along the slant range, m. */
  get rangePixelSize(): number {
    return requireNumber(this.#attributes, 'RANGE_PIXEL_SIZE');
  }

  /** Time of acquisition in the day, s; 0 when it is not told. */
  get acquisitionSeconds(): number {
    return optionalNumber(this.#attributes, 'CENTER_LINE_UTC') ?? 0;
  }

  /** One incidence angle for the scene where an attribute gives it, degrees. */
  get incidenceAngle(): number | undefined {
    return (
      optionalNumber(this.#attributes, 'CENTER_INCIDENCE_ANGLE') ??
      optionalNumber(this.#attributes, 'INCIDENCE_ANGLE')
    );
  }

  /** One slant range for the scene where an attribute gives it, m. */
  get slantRange(): number | undefined {
    return optionalNumber(this.#attributes, 'SLANT_RANGE_DISTANCE');
  }

  get noDataValue(): number | undefined {
    return optionalNumber(this.#attributes, 'NO_DATA_VALUE');
  }

  get isGeocoded(): boolean {
    return isGeocoded(this.#attributes);
  }

  /** Orbit and spacings of the radar image. */
  get radar(): RadarGeometry {
    return radarGeometry(this.#attributes);
  }

  /** Of a geocoded product. */
  get map(): MapGrid {
    return mapGrid(this.#attributes);
  }

  /** The same, where places on Earth are asked for: metres of an unknown projection are refused. */
  get earthMap(): MapGrid {
    return earthGrid(this.#attributes);
  }

  get corners(): Corners {
    return sceneCorners(this.#attributes);
  }

  /** First line and column in the full frame. */
  get subsetOffset(): { readonly y: number; readonly x: number } {
    return subsetOffset(this.#attributes);
  }

  /** REF_Y and REF_X as they are written; `referencePixel` also checks that they lie inside. */
  get referenceYX(): { readonly y: number; readonly x: number } | undefined {
    const y = optionalNumber(this.#attributes, 'REF_Y');
    const x = optionalNumber(this.#attributes, 'REF_X');
    return y === undefined || x === undefined ? undefined : { y, x };
  }

  get referenceLatLon(): { readonly lat: number; readonly lon: number } | undefined {
    const lat = optionalNumber(this.#attributes, 'REF_LAT');
    const lon = optionalNumber(this.#attributes, 'REF_LON');
    return lat === undefined || lon === undefined ? undefined : { lat, lon };
  }

  /** The date to which displacements are relative. */
  get referenceDate(): string | undefined {
    return this.#attributes['REF_DATE'];
  }
}
