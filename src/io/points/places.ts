import { readFileSync } from 'node:fs';
import { FileError } from '../../core/errors.ts';

/** Places that somebody listed, in their order. */
export interface Places {
  readonly path: string;
  readonly names: readonly string[];
  /** degrees, or rows and columns of the image */
  readonly kind: 'degrees' | 'pixels';
  /** latitude, or row */
  readonly y: Float64Array;
  /** longitude, or column */
  readonly x: Float64Array;
}

/** Spellings of columns, in lower case; the first that is there counts. */
const SPELLINGS = {
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon', 'long', 'lng'],
  row: ['y', 'row', 'line'],
  column: ['x', 'column', 'col', 'pixel'],
  name: ['id', 'pid', 'name', 'station', 'site', 'code', 'point'],
} as const;
type Role = keyof typeof SPELLINGS;

/**
 * Read a list of places: CSV (also with semicolons, tabs or blanks, with or without a line of names) or Parquet. Columns are
 * found by name: latitude and longitude in degrees, else y and x in pixels; of GeoParquet its points. Without names the first two
 * are latitude and longitude.
 *
 * @throws {FileError} naming file, line and column of what is no number, or the columns when none of them tells places
 */
export async function readPlaces(path: string): Promise<Places> {
  const head = readFileSync(path).subarray(0, 4).toString('latin1');
  const table = head === 'PAR1' ? await parquetTable(path) : textTable(path);
  if (table.rows.length === 0) throw new FileError(`${path} holds no places.`, 'Give one place per line.');
  return placesOf(path, table);
}

interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  /** how a row is called in messages */
  readonly rowName: (index: number) => string;
}

function placesOf(path: string, { names, rows, rowName }: Table): Places {
  const lower = names.map((name) => name.trim().toLowerCase());
  const find = (role: Role) => SPELLINGS[role].map((name) => lower.indexOf(name)).find((at) => at >= 0);
  const [lat, lon, row, column] = [find('latitude'), find('longitude'), find('row'), find('column')];
  const isDegrees = lat !== undefined && lon !== undefined;
  const [first, second] = isDegrees ? [lat, lon] : [row, column];
  if (first === undefined || second === undefined) {
    throw new FileError(
      `${path} does not tell places: its columns are ${names.join(', ')}.`,
      'Name two of them latitude and longitude (degrees), or y and x (row and column).',
    );
  }
  const numbers = (at: number) =>
    Float64Array.from(rows, (values, i) => numberOf(values[at], path, rowName(i), names[at]));
  const [y, x] = [numbers(first), numbers(second)];
  if (isDegrees) assertDegrees(path, y, x, rowName);
  const named = find('name');
  return {
    path,
    kind: isDegrees ? 'degrees' : 'pixels',
    names: rows.map((values, i) => (named === undefined ? String(i + 1) : String(values[named] ?? ''))),
    y,
    x,
  };
}

function numberOf(value: unknown, path: string, row: string, column: string): number {
  const text = typeof value === 'string' ? value.trim() : value;
  const number = text === '' || text === null || text === undefined ? Number.NaN : Number(text);
  if (Number.isFinite(number)) return number;
  throw new FileError(
    `${path}, ${row}: ${column} is ${value === undefined || value === null || value === '' ? 'missing' : `'${String(value)}', not a number`}.`,
    'Correct this line; decimals are written with a point.',
  );
}

function assertDegrees(path: string, y: Float64Array, x: Float64Array, rowName: Table['rowName']): void {
  const wrong = y.findIndex((lat, i) => Math.abs(lat) > 90 || Math.abs(x[i]) > 360);
  if (wrong < 0) return;
  throw new FileError(
    `${path}, ${rowName(wrong)}: latitude ${y[wrong]}, longitude ${x[wrong]} is no place on Earth.`,
    'Give degrees, latitude first.',
  );
}

function textTable(path: string): Table {
  const numbered = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, i) => ({ text, line: i + 1 }))
    .filter(({ text }) => text.trim() !== '' && !text.startsWith('#'));
  const [head = { text: '', line: 0 }] = numbered;
  const delimiter = [',', ';', '\t'].find((mark) => head.text.includes(mark));
  const cells = (text: string) =>
    delimiter === undefined ? text.trim().split(/\s+/) : splitCells(text, delimiter);
  const first = cells(head.text);
  const hasNames = first.slice(0, 2).some((word) => !Number.isFinite(Number(word.trim() || 'none')));
  const body = hasNames ? numbered.slice(1) : numbered;
  return {
    names: hasNames ? first : ['latitude', 'longitude'],
    rows: body.map(({ text }) => cells(text)),
    rowName: (index) => `line ${body[index].line}`,
  };
}

/** Cells of a line; one in quotes may hold the delimiter, and quotes as two. */
function splitCells(text: string, delimiter: string): string[] {
  const out: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (isQuoted && c === '"' && text[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (c === '"') isQuoted = !isQuoted;
    else if (c === delimiter && !isQuoted) {
      out.push(cell);
      cell = '';
    } else cell += c;
  }
  return [...out, cell];
}

async function parquetTable(path: string): Promise<Table> {
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet');
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  try {
    const metadata = parquetMetadata(file);
    const all = metadata.schema.slice(1).filter(({ num_children }) => num_children === undefined);
    const known: readonly string[] = Object.values(SPELLINGS).flat();
    const wanted = all.map(({ name }) => name).filter((name) => known.includes(name.toLowerCase()));
    const hasDegrees = SPELLINGS.latitude.some((name) => wanted.some((one) => one.toLowerCase() === name));
    const geo = hasDegrees ? undefined : geometryColumn(metadata.key_value_metadata);
    const columns = geo === undefined ? wanted : [...wanted, geo];
    const records = await parquetReadObjects({ file, metadata, columns });
    const names = geo === undefined ? columns : ['latitude', 'longitude', ...wanted];
    return {
      names: names.length > 0 ? names : all.map(({ name }) => name),
      rows: records.map((record) => {
        const values = wanted.map((name) => record[name]);
        if (geo === undefined) return values;
        const [x, y] = (record[geo] as { coordinates?: number[] } | null)?.coordinates ?? [];
        return [y, x, ...values];
      }),
      rowName: (index) => `row ${index + 1}`,
    };
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(
      `${path} cannot be read as Parquet: ${(cause as Error).message}`,
      'Write it anew, uncompressed or with Snappy, or give the places as CSV.',
      { cause },
    );
  }
}

/** The column of points in longitude and latitude, by the metadata of GeoParquet. */
function geometryColumn(
  metadata: readonly { key: string; value?: string }[] | undefined,
): string | undefined {
  const text = metadata?.find(({ key }) => key === 'geo')?.value;
  if (text === undefined) return undefined;
  return (JSON.parse(text) as { primary_column?: string }).primary_column;
}
