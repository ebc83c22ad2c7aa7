import { rmSync } from 'node:fs';
import { WGS84_WKT } from './crs.ts';
import { dbfHeader, type Misfits, putRecords, recordLength, USUAL_FIELDS } from './dbf.ts';
import type { Complain, PointBlock, PointField, PointWriter } from './point-table.ts';
import { StreamedFile } from './streamed-file.ts';

const HEADER = 100;
const RECORD = 28;
const INDEX = 8;
const POINT = 1;

/** Parts of a shapefile, each with its extension; the one that names the layer is put in place last. */
const PARTS = ['shx', 'dbf', 'prj', 'cpg', 'shp'] as const;
type Part = (typeof PARTS)[number];

/** Largest table that programs other than GDAL read: 2 GB. */
const LARGEST = 2 ** 31 - 1;

/** One shapefile under construction. */
class Layer {
  count = 0;
  readonly files: Readonly<Record<Part, StreamedFile>>;
  readonly #fields: readonly PointField[];
  readonly #bounds = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  #shapes = new Uint8Array(0);
  #index = new Uint8Array(0);
  #records = new Uint8Array(0);

  private constructor(files: Readonly<Record<Part, StreamedFile>>, fields: readonly PointField[]) {
    this.files = files;
    this.#fields = fields;
    files.dbf.append(dbfHeader(fields, 0, new Date()));
    files.shp.append(this.#header(files.shp.size));
    files.shx.append(this.#header(files.shx.size));
    files.prj.append(new TextEncoder().encode(WGS84_WKT));
    files.cpg.append(new TextEncoder().encode('UTF-8'));
  }

  /** @param base path without extension */
  static async open(base: string, fields: readonly PointField[]): Promise<Layer> {
    const files: Partial<Record<Part, StreamedFile>> = {};
    try {
      for (const part of PARTS) files[part] = await StreamedFile.open(`${base}.${part}`);
      return new Layer(files as Record<Part, StreamedFile>, fields);
    } catch (error) {
      for (const file of Object.values(files)) file.abort();
      throw error;
    }
  }

  /** Points that still go into its table. */
  room(): number {
    const { size } = this.files.dbf;
    return Math.floor((LARGEST - 1 - size) / recordLength(this.#fields));
  }

  write(block: PointBlock, misfits: readonly Misfits[]): void {
    const { count, latitude, longitude } = block;
    const length = recordLength(this.#fields);
    if (this.#records.length < count * length) {
      this.#records = new Uint8Array(count * length);
      this.#shapes = new Uint8Array(count * RECORD);
      this.#index = new Uint8Array(count * INDEX);
    }
    const shapes = new DataView(this.#shapes.buffer);
    const index = new DataView(this.#index.buffer);
    for (let i = 0; i < count; i++) {
      const at = i * RECORD;
      const [x, y] = [longitude[i], latitude[i]];
      shapes.setInt32(at, this.count + i + 1);
      shapes.setInt32(at + 4, (RECORD - 8) / 2);
      shapes.setInt32(at + 8, POINT, true);
      shapes.setFloat64(at + 12, x, true);
      shapes.setFloat64(at + 20, y, true);
      index.setInt32(i * INDEX, (this.files.shp.size + at) / 2);
      index.setInt32(i * INDEX + 4, (RECORD - 8) / 2);
      this.#widen(x, y);
    }
    putRecords(this.#records, this.#fields, block, misfits);
    this.files.shp.append(this.#shapes.subarray(0, count * RECORD));
    this.files.shx.append(this.#index.subarray(0, count * INDEX));
    this.files.dbf.append(this.#records.subarray(0, count * length));
    this.count += count;
  }

  #widen(x: number, y: number): void {
    const bounds = this.#bounds;
    if (x < bounds.west) bounds.west = x;
    if (x > bounds.east) bounds.east = x;
    if (y < bounds.south) bounds.south = y;
    if (y > bounds.north) bounds.north = y;
  }

  /** Write what is known in the end into the headers. */
  complete(): void {
    const { shp, shx, dbf } = this.files;
    shp.put(this.#header(shp.size), 0);
    shx.put(this.#header(shx.size), 0);
    dbf.append(Uint8Array.of(0x1a));
    dbf.put(dbfHeader(this.#fields, this.count, new Date()), 0);
    for (const part of PARTS) this.files[part].complete();
  }

  /** The parts come into place one by one: until the last one there is no layer of this name, never a mixed one. */
  commit(): string {
    rmSync(this.files.shp.path, { force: true });
    for (const part of PARTS) this.files[part].commit();
    return this.files.shp.path;
  }

  abort(): void {
    for (const file of Object.values(this.files)) file.abort();
  }

  #header(size: number): Uint8Array {
    const bytes = new Uint8Array(HEADER);
    const view = new DataView(bytes.buffer);
    view.setInt32(0, 9994);
    view.setInt32(24, Math.max(size, HEADER) / 2);
    view.setInt32(28, 1000, true);
    view.setInt32(32, POINT, true);
    const { west, south, east, north } = this.#bounds;
    const bounds = this.count > 0 ? [west, south, east, north] : [];
    for (const [i, edge] of bounds.entries()) view.setFloat64(36 + 8 * i, edge, true);
    return bytes;
  }
}

/** A shapefile that is written as points come, in parts of at most 2 GB. */
export class ShapefileWriter implements PointWriter {
  readonly #fields: readonly PointField[];
  readonly #complain: Complain;
  readonly #misfits: readonly Misfits[];
  readonly #layers: Layer[] = [];

  private constructor(fields: readonly PointField[], complain: Complain) {
    this.#fields = fields;
    this.#complain = complain;
    this.#misfits = fields.map(() => ({ shortened: 0, blank: 0 }));
  }

  /** @param points how many will come: they decide whether there are several parts, which are numbered then */
  static async open(
    path: string,
    fields: readonly PointField[],
    points: number,
    complain: Complain,
  ): Promise<ShapefileWriter> {
    const writer = new ShapefileWriter(fields, complain);
    const bytes = dbfHeader(fields, 0, new Date()).length;
    const perPart = Math.floor((LARGEST - 1 - bytes) / recordLength(fields));
    const parts = Math.max(1, Math.ceil(points / perPart));
    if (fields.length > USUAL_FIELDS) {
      complain(
        `${fields.length} fields: GDAL and QGIS read them, programs that keep to dBASE IV read ${USUAL_FIELDS}`,
      );
    }
    const base = path.replace(/\.shp$/i, '');
    const names = Array.from({ length: parts }, (_, k) => (parts === 1 ? base : `${base}_${k + 1}`));
    if (parts > 1) {
      complain(
        `${points} points take more than the 2 GB that readers of shapefiles take: they are written in ${parts} parts, ${names[0]}.shp to ${names.at(-1)}.shp; GeoParquet and GeoPackage (save_points) keep them in one file`,
      );
    }
    try {
      for (const name of names) writer.#layers.push(await Layer.open(name, fields));
    } catch (error) {
      writer.abort();
      throw error;
    }
    return writer;
  }

  write(block: PointBlock): void {
    for (let first = 0; first < block.count; ) {
      const layer = this.#layers.find((one) => one.room() > 0)!;
      const count = Math.min(block.count - first, layer.room());
      layer.write(count === block.count ? block : part(block, first, first + count), this.#misfits);
      first += count;
    }
  }

  finish(): readonly string[] {
    this.#layers.forEach((layer) => {
      layer.complete();
    });
    this.#fields.forEach(({ name, width, decimals = 0 }, k) => {
      const { shortened, blank } = this.#misfits[k];
      if (shortened > 0)
        this.#complain(
          `${name}: ${shortened} numbers have fewer than ${decimals} decimals, to fit ${width} places`,
        );
      if (blank > 0) this.#complain(`${name}: ${blank} numbers do not fit ${width} places and are left out`);
    });
    return this.#layers.map((layer) => layer.commit());
  }

  abort(): void {
    for (const layer of this.#layers) layer.abort();
  }
}

function part({ latitude, longitude, values }: PointBlock, from: number, to: number): PointBlock {
  return {
    count: to - from,
    latitude: latitude.subarray(from, to),
    longitude: longitude.subarray(from, to),
    values: values.map((column) =>
      'subarray' in column ? column.subarray(from, to) : column.slice(from, to),
    ),
  };
}
