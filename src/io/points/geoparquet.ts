import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer';
import type { PointBlock, PointField, PointValues, PointWriter } from './point-table.ts';
import { StreamedFile } from './streamed-file.ts';
import { putWkbPoint, WKB_POINT } from './wkb.ts';

/** Most points of a row group, and numbers that it holds: enough that readers skip by it, few enough for memory. */
const ROWS = 65536;
const NUMBERS = 1 << 21;
const GEOMETRY = 'geometry';

/** Words that go with a table: what made it, and of what. */
export type TableNotes = Readonly<Record<string, string>>;

/** Bytes of the library, to the file after every row group. */
class FileBytes extends ByteWriter {
  readonly #file: StreamedFile;

  constructor(file: StreamedFile) {
    super(1 << 20);
    this.#file = file;
  }

  flush(): void {
    this.#file.append(this.getBytes());
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}

/**
 * GeoParquet 1.1: points as well-known binary in longitude and latitude, row groups of at most 65536. Missing values are NULL:
 * columns of numbers have no statistics, since readers take those of columns with NaN for true; latitude and longitude have,
 * so that areas are found without reading all.
 */
export class GeoParquetWriter implements PointWriter {
  readonly #file: StreamedFile;
  readonly #parquet: ParquetWriter;
  readonly #fields: readonly PointField[];
  readonly #notes: TableNotes;
  readonly #rows: number;
  readonly #bounds = [Infinity, Infinity, -Infinity, -Infinity];
  #waiting: PointBlock[] = [];
  #count = 0;

  private constructor(file: StreamedFile, fields: readonly PointField[], notes: TableNotes) {
    this.#file = file;
    this.#fields = fields;
    this.#notes = notes;
    this.#rows = Math.min(ROWS, Math.ceil(NUMBERS / (fields.length + 1)));
    this.#parquet = new ParquetWriter({
      writer: new FileBytes(file),
      createdBy: 'mintsar',
      schema: [
        { name: 'root', num_children: fields.length + 1 },
        ...fields.map(schemaOf),
        { name: GEOMETRY, type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
      ],
    });
  }

  static async open(
    path: string,
    fields: readonly PointField[],
    notes: TableNotes,
  ): Promise<GeoParquetWriter> {
    return new GeoParquetWriter(await StreamedFile.open(path), fields, notes);
  }

  async write(block: PointBlock): Promise<void> {
    for (let from = 0; from < block.count; ) {
      const to = Math.min(block.count, from + this.#rows - this.#count);
      this.#waiting.push(copied(block, from, to));
      this.#count += to - from;
      if (this.#count === this.#rows) await this.#group();
      from = to;
    }
  }

  async finish(): Promise<readonly string[]> {
    if (this.#count > 0) await this.#group();
    this.#parquet.kvMetadata = [
      { key: 'geo', value: JSON.stringify(geoMetadata(this.#bounds)) },
      { key: 'fields', value: JSON.stringify(notesOf(this.#fields)) },
      ...Object.entries(this.#notes).map(([key, value]) => ({ key, value })),
    ];
    await this.#parquet.finish();
    this.#file.commit();
    return [this.#file.path];
  }

  abort(): void {
    this.#file.abort();
  }

  async #group(): Promise<void> {
    const blocks = this.#waiting;
    this.#waiting = [];
    this.#count = 0;
    const columns = this.#fields.map((field, k) => ({
      name: field.name,
      ...columnOf(
        field,
        blocks.map(({ values }) => values[k]),
      ),
    }));
    const geometry = {
      name: GEOMETRY,
      data: blocks.flatMap((block) => this.#points(block)),
      statistics: false,
      encoding: 'PLAIN' as const,
    };
    await this.#parquet.write({ columnData: [...columns, geometry], rowGroupSize: this.#rows, pageSize: 0 });
  }

  #points({ count, latitude, longitude }: PointBlock): Uint8Array[] {
    const bytes = new Uint8Array(count * WKB_POINT);
    const view = new DataView(bytes.buffer);
    const bounds = this.#bounds;
    return Array.from({ length: count }, (_, i) => {
      const [x, y] = [longitude[i], latitude[i]];
      putWkbPoint(view, i * WKB_POINT, x, y);
      if (x < bounds[0]) bounds[0] = x;
      if (y < bounds[1]) bounds[1] = y;
      if (x > bounds[2]) bounds[2] = x;
      if (y > bounds[3]) bounds[3] = y;
      return bytes.subarray(i * WKB_POINT, (i + 1) * WKB_POINT);
    });
  }
}

function schemaOf({ name, kind, isDouble }: PointField) {
  const repetition_type = 'OPTIONAL' as const;
  if (kind === 'text') return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type } as const;
  if (kind === 'whole') return { name, type: 'INT32', repetition_type } as const;
  return { name, type: isDouble ? 'DOUBLE' : 'FLOAT', repetition_type } as const;
}

function copied({ latitude, longitude, values }: PointBlock, from: number, to: number): PointBlock {
  return {
    count: to - from,
    latitude: latitude.slice(from, to),
    longitude: longitude.slice(from, to),
    values: values.map((column) => column.slice(from, to)),
  };
}

/**
 * A column of a row group. Numbers that are all there go byte by byte, which packs well; with null among them the library is
 * twice as fast number by number. The list with null takes six times the memory: it is made when its turn comes.
 */
function columnOf(
  { name, kind, isDouble }: PointField,
  parts: readonly PointValues[],
): Omit<ColumnSource, 'name'> {
  if (kind === 'text') {
    const texts = (parts as readonly (readonly string[])[]).flat();
    return { data: texts.map((text) => text || null), statistics: false };
  }
  const numbers = joined(parts as readonly (Float32Array | Float64Array)[], isDouble === true);
  const statistics = name === 'latitude' || name === 'longitude';
  if (numbers.some(Number.isNaN)) {
    return {
      get data() {
        return Array.from(numbers, (value) => (Number.isNaN(value) ? null : value));
      },
      encoding: 'PLAIN',
      statistics,
    };
  }
  if (kind === 'whole') return { data: Int32Array.from(numbers), statistics };
  return { data: numbers, encoding: 'BYTE_STREAM_SPLIT', statistics };
}

function joined(parts: readonly (Float32Array | Float64Array)[], isDouble: boolean) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = isDouble ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Without a reference system: longitude and latitude on WGS-84 (OGC:CRS84). */
function geoMetadata(bbox: readonly number[]) {
  const hasPoints = bbox[0] <= bbox[2];
  return {
    version: '1.1.0',
    primary_column: GEOMETRY,
    columns: { [GEOMETRY]: { encoding: 'WKB', geometry_types: ['Point'], ...(hasPoints && { bbox }) } },
  };
}

function notesOf(fields: readonly PointField[]) {
  return Object.fromEntries(fields.map(({ name, unit, description }) => [name, { unit, description }]));
}
