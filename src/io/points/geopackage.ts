import { closeSync, openSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Database, Statement } from 'node-sqlite3-wasm';
import { OptionError, RunError } from '../../core/errors.ts';
import { syncData, syncName } from '../files/durable.ts';
import { type Output, openOutput } from '../files/output.ts';
import { makeFolders } from '../make-folders.ts';
import { writeError } from '../write-error.ts';
import type { PointBlock, PointField, PointWriter } from './point-table.ts';
import { putWkbPoint, WKB_POINT } from './wkb.ts';

/** Columns of a table that SQLite takes, less the number of the feature and its geometry. */
const MOST_FIELDS = 1998;
const HEADER = 8;
const WGS84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]';

/** The tables every GeoPackage has (OGC 12-128r18, annex C). */
const TABLES = `
PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;
PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL), ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, '${WGS84}', 'longitude/latitude coordinates in decimal degrees');
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
`;

/** A GeoPackage with one layer of points, named after the file; written straight to the disk by SQLite. */
export class GeoPackageWriter implements PointWriter {
  readonly #output: Output;
  readonly #database: Database;
  readonly #insert: Statement;
  readonly #table: string;
  readonly #geometry = new Uint8Array(HEADER + WKB_POINT);
  readonly #bounds = [Infinity, Infinity, -Infinity, -Infinity];
  readonly #row: (number | string | Uint8Array | null)[];
  #isHeld = true;

  private constructor(
    output: Output,
    database: Database,
    fields: readonly PointField[],
    description: string,
  ) {
    this.#output = output;
    this.#database = database;
    this.#table = basename(output.path).replace(/\.\w+$/, '');
    this.#row = new Array(fields.length + 1);
    this.#geometry.set([0x47, 0x50, 0, 1]); // "GP", version 1, little-endian without envelope
    new DataView(this.#geometry.buffer).setInt32(4, 4326, true);
    this.#row[0] = this.#geometry;
    database.exec(TABLES);
    database.run(
      `INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, 'features', ?, ?, 4326)`,
      [this.#table, this.#table, description],
    );
    database.run(`INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'POINT', 4326, 0, 0)`, [this.#table]);
    const columns = fields.map(({ name, kind }) => `${identifier(name)} ${TYPES[kind]}`);
    const table = identifier(this.#table);
    database.exec(
      `CREATE TABLE ${table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POINT, ${columns.join(', ')}); BEGIN`,
    );
    const names = fields.map(({ name }) => identifier(name)).join(', ');
    this.#insert = database.prepare(
      `INSERT INTO ${table} (geom, ${names}) VALUES (?${', ?'.repeat(fields.length)})`,
    );
  }

  /** @throws {OptionError} for more fields than a table of SQLite has columns */
  static async open(
    path: string,
    fields: readonly PointField[],
    description: string,
  ): Promise<GeoPackageWriter> {
    if (fields.length > MOST_FIELDS) {
      throw new OptionError(
        `A GeoPackage holds ${MOST_FIELDS} fields; ${fields.length} are needed.`,
        'Write GeoParquet instead: -o points.parquet.',
      );
    }
    const sqlite = (await import('node-sqlite3-wasm')).default;
    try {
      makeFolders(dirname(path));
    } catch (cause) {
      throw writeError(path, cause);
    }
    const output = await openOutput(path);
    let database: Database | undefined;
    try {
      remove(output);
      database = new sqlite.Database(output.partialPath);
      return new GeoPackageWriter(output, database, fields, description);
    } catch (cause) {
      database?.close();
      remove(output);
      output.release();
      throw databaseError(path, cause);
    }
  }

  write({ count, latitude, longitude, values }: PointBlock): void {
    const row = this.#row;
    const view = new DataView(this.#geometry.buffer);
    const bounds = this.#bounds;
    try {
      for (let i = 0; i < count; i++) {
        const [x, y] = [longitude[i], latitude[i]];
        putWkbPoint(view, HEADER, x, y);
        for (let k = 0; k < values.length; k++) {
          const value = values[k][i];
          row[k + 1] = typeof value === 'string' ? value || null : Number.isNaN(value) ? null : value;
        }
        this.#insert.run(row);
        if (x < bounds[0]) bounds[0] = x;
        if (y < bounds[1]) bounds[1] = y;
        if (x > bounds[2]) bounds[2] = x;
        if (y > bounds[3]) bounds[3] = y;
      }
    } catch (cause) {
      throw databaseError(this.#output.path, cause);
    }
  }

  finish(): readonly string[] {
    const { path, partialPath, target } = this.#output;
    try {
      const bounds = this.#bounds.map((edge) => (Number.isFinite(edge) ? edge : null));
      this.#database.run('UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ?', bounds);
      this.#database.exec('COMMIT');
      this.#insert.finalize();
      this.#database.close();
      const fd = openSync(partialPath, 'r+');
      syncData(fd);
      closeSync(fd);
      renameSync(partialPath, target);
    } catch (cause) {
      throw databaseError(path, cause);
    }
    syncName(target);
    this.#isHeld = false;
    this.#output.release();
    return [path];
  }

  abort(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    if (!this.#insert.isFinalized) this.#insert.finalize();
    if (this.#database.isOpen) this.#database.close();
    remove(this.#output);
    this.#output.release();
  }
}

const TYPES = { text: 'TEXT', whole: 'INTEGER', real: 'REAL' } as const;

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Takes a half-written file away, and the folder by which the library locks it. */
function remove({ partialPath }: Output): void {
  rmSync(partialPath, { force: true });
  rmSync(`${partialPath}.lock`, { force: true, recursive: true });
}

/** SQLite tells little of what the system said. */
function databaseError(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause.name !== 'SQLite3Error') return writeError(path, cause);
  return new RunError(
    `${path} could not be written: ${cause.message}.`,
    'Nothing that stood there was touched. See whether the disk is full, and run the same command again.',
    { cause },
  );
}
