import { basename, extname } from 'node:path';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { MapCrs } from '../../io/attributes/crs.ts';
import { makeRawFile } from '../../io/files/raw-output.ts';
import { enviHeaderText } from '../../io/raster/envi-text.ts';
import { virtualRasterText } from '../../io/raster/virtual-text.ts';
import { writeWhole } from '../../io/whole-file.ts';

/** A raster of one band as GDAL writes it with its driver ENVI, and a virtual raster that shows it. */
export interface EnviOutput {
  readonly path: string;
  readonly grid: MapGrid;
  readonly crs: MapCrs;
  readonly type: 'f4' | 'i2' | 'u1';
  readonly noData?: number;
}

const KINDS = { f4: 'Float32', i2: 'Int16', u1: 'Byte' } as const;
const BYTES = { f4: 4, i2: 2, u1: 1 } as const;

/** Values of a raster that is being written, row after row. */
export type PutRows = (values: Float32Array | Int16Array | Uint8Array) => void;

/**
 * Write a raster that `fill` gives row by row, with its sheets: `.hdr` and `.aux.xml` for readers of ENVI files, `.vrt` for all others.
 * Whole or not there.
 */
export async function writeEnviOutput(
  output: EnviOutput,
  fill: (put: PutRows) => Promise<void>,
): Promise<void> {
  const { path, grid, type } = output;
  const size = BYTES[type] * grid.length * grid.width;
  await makeRawFile(path, size, async (file) => {
    let at = 0;
    await fill((values) => {
      file.write(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
      at += values.byteLength;
    });
  });
  writeSheets(output);
}

function writeSheets({ path, grid, crs, type, noData }: EnviOutput): void {
  const name = basename(path);
  const header = enviHeaderText({ grid, crs, type, description: 'Band 1', noData });
  writeWhole(`${path.slice(0, path.length - extname(path).length)}.hdr`, header, { sync: false });
  if (noData !== undefined)
    writeWhole(
      `${path}.aux.xml`,
      `<PAMDataset>\n  <PAMRasterBand band="1">\n    <NoDataValue>${noData}</NoDataValue>\n  </PAMRasterBand>\n</PAMDataset>\n`,
      { sync: false },
    );
  const virtual = virtualRasterText(grid, crs, [{ type: KINDS[type], noData, file: name }]);
  writeWhole(`${path}.vrt`, virtual, { sync: false });
}
