import { DEGREE } from './earth.ts';
import { meridianRadius, primeVerticalRadius } from './ellipsoid.ts';
import { longitudeNear } from './longitude.ts';

/**
 * For many places at once the pixel whose centre is nearest on the ground, among pixels that come row by row: places wait in
 * cells of a grid as wide as the search reaches, so that a pixel meets only those near it. The distance is that of
 * `latLonToRadarPixel`.
 */
export class NearestPixels {
  readonly #latitude: ArrayLike<number>;
  readonly #longitude: ArrayLike<number>;
  readonly #cells = new Map<number, number[]>();
  readonly #height: number;
  readonly #width: number;
  readonly #center: number;
  readonly #reach: number;
  readonly #north: number;
  readonly #east: number;
  /** metres; Infinity where no pixel is within reach */
  readonly distance: Float64Array;
  /** row of the nearest pixel; -1 where none is within reach */
  readonly y: Int32Array;
  readonly x: Int32Array;

  /**
   * @param latitude of the places, degrees @param longitude degrees
   * @param reach farthest that a place may be from a pixel's centre, m
   */
  constructor(latitude: ArrayLike<number>, longitude: ArrayLike<number>, reach: number) {
    const count = latitude.length;
    this.#reach = reach;
    this.#latitude = latitude;
    this.#longitude = longitude;
    this.distance = new Float64Array(count).fill(Infinity);
    this.y = new Int32Array(count).fill(-1);
    this.x = new Int32Array(count).fill(-1);
    let most = 0;
    for (let i = 0; i < count; i++)
      if (Math.abs(latitude[i]) <= 90) most = Math.max(most, Math.abs(latitude[i]));
    this.#center = count > 0 ? longitude[0] : 0;
    this.#north = meridianRadius(most);
    this.#east = primeVerticalRadius(most);
    this.#height = reach / (meridianRadius(0) * DEGREE);
    this.#width = reach / (primeVerticalRadius(0) * DEGREE * Math.max(0.01, Math.cos(most * DEGREE)));
    for (let i = 0; i < count; i++) {
      const [row, column] = this.#cell(latitude[i], longitude[i]);
      for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) this.#put(row + dy, column + dx, i);
    }
  }

  #cell(lat: number, lon: number): [row: number, column: number] {
    return [Math.floor(lat / this.#height), Math.floor(longitudeNear(lon, this.#center) / this.#width)];
  }

  #key(row: number, column: number): number {
    return row * 2 ** 26 + column;
  }

  #put(row: number, column: number, place: number): void {
    const key = this.#key(row, column);
    const there = this.#cells.get(key);
    if (there === undefined) this.#cells.set(key, [place]);
    else there.push(place);
  }

  /** Show a pixel to the places near it. @param lat degrees @param lon degrees */
  meet(y: number, x: number, lat: number, lon: number): void {
    const places = this.#cells.get(this.#key(...this.#cell(lat, lon)));
    if (places === undefined) return;
    for (const i of places) {
      const half = DEGREE / 2;
      const dNorth = 2 * this.#north * Math.sin((lat - this.#latitude[i]) * half);
      const dEast = 2 * this.#east * Math.sin((lon - this.#longitude[i]) * half);
      const squeeze = Math.cos(lat * DEGREE) * Math.cos(this.#latitude[i] * DEGREE);
      const distance = Math.sqrt(dNorth * dNorth + dEast * dEast * squeeze);
      if (!(distance < this.distance[i]) || distance > this.#reach) continue;
      this.distance[i] = distance;
      this.y[i] = y;
      this.x[i] = x;
    }
  }
}
