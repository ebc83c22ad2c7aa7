import type { Box, Values } from '../../core/array.ts';
import { FileError, MintsarError, UnsupportedError } from '../../core/errors.ts';
import { type ComplexPart, valuesFor } from './element-type.ts';
import { type FileSet, folderOf, normalPath } from './file-set.ts';
import type { Raster } from './open-raster.ts';
import { bytesNeeded, type OpenRawBand, openRawBand } from './raw-band.ts';
import type { Vrt, VrtBand, VrtSource } from './vrt.ts';

/**
 * Path of a VRT source. Only plain files are followed: no web or archive handlers, no subdataset syntax.
 * @throws {UnsupportedError} for anything else
 */
export function vrtSourcePath(sheet: string, file: string): string {
  if (file === '' || /^\/vsi/i.test(file) || /^[a-z0-9]+:/i.test(file) || file.includes('\0')) {
    throw new UnsupportedError(
      `${sheet} refers to '${file}', which is not a plain file.`,
      'Write the layer out as an ENVI or VRT file on disk first (with ARIA-tools: extract with -of ENVI).',
    );
  }
  return file.startsWith('/') ? file : normalPath(`${folderOf(sheet)}${file}`);
}

/** Open a source; what is wrong with it is told with the name of the virtual raster that needs it. */
export function openSource(sheet: string, file: string, open: () => Raster): Raster {
  try {
    return open();
  } catch (cause) {
    if (!(cause instanceof MintsarError)) throw cause;
    throw new FileError(`${sheet} needs ${file}: ${cause.message}`, cause.remedy, { cause });
  }
}

const MAX_OPEN = 16;

/** A virtual raster over the files it names, which are opened when first read. */
export function openVrt(
  files: FileSet,
  path: string,
  sheet: string,
  vrt: Vrt,
  open: (source: string) => Raster,
): Raster {
  const rasters = new Map<string, Raster>();
  const raws = new Map<number, OpenRawBand>();
  const rasterAt = (source: VrtSource): Raster => {
    const file = vrtSourcePath(sheet, source.file);
    let raster = rasters.get(file);
    if (raster === undefined) {
      raster = openSource(sheet, file, () => open(file));
      // Stacks name hundreds of files: keep few open.
      const [oldest] = rasters.keys();
      if (rasters.size >= MAX_OPEN && oldest !== undefined) {
        rasters.get(oldest)?.close();
        rasters.delete(oldest);
      }
      rasters.set(file, raster);
    }
    if (source.band > raster.bands)
      throw new FileError(
        `${sheet} needs band ${source.band} of ${file}, which has ${raster.bands}.`,
        'Correct the VRT, or make it again.',
      );
    return raster;
  };
  const rawAt = (index: number, band: VrtBand): OpenRawBand => {
    let opened = raws.get(index);
    if (opened === undefined && band.raw !== undefined) {
      const file = vrtSourcePath(sheet, band.raw.file);
      const raw = { ...band.raw, path: file, type: band.type };
      if (bytesNeeded(raw, vrt.length, vrt.width) <= 0)
        throw new FileError(`${sheet}: raw band without size.`);
      opened = openRawBand(files, raw, vrt.length, vrt.width);
      raws.set(index, opened);
    }
    return opened as OpenRawBand;
  };
  return {
    path,
    length: vrt.length,
    width: vrt.width,
    bands: vrt.bands.length,
    type: vrt.bands[0]?.type ?? 'f4',
    format: { kind: 'virtual', sheet, vrt },
    noData: (band) => vrt.bands[band - 1]?.noData,
    read(index, box, part, memory) {
      const band = vrt.bands[index - 1];
      if (band === undefined) throw new FileError(`${sheet} has ${vrt.bands.length} bands, not ${index}.`);
      if (band.raw !== undefined) return rawAt(index, band).read(box, part, memory);
      return readSources(vrt, band, box, rasterAt, part);
    },
    close() {
      for (const raster of rasters.values()) raster.close();
      for (const raw of raws.values()) raw.close();
      rasters.clear();
      raws.clear();
    },
  };
}

function readSources(
  vrt: Vrt,
  band: VrtBand,
  box: Box,
  rasterAt: (source: VrtSource) => Raster,
  part?: ComplexPart,
): Values {
  const width = box.x1 - box.x0;
  const out = valuesFor(band.type, width * (box.y1 - box.y0));
  if (band.noData !== undefined) out.fill(band.noData);
  for (const source of band.sources) {
    const raster = rasterAt(source);
    const from = source.from ?? { x: 0, y: 0, width: raster.width, length: raster.length };
    const to = source.to ?? { x: 0, y: 0, width: vrt.width, length: vrt.length };
    const y0 = Math.max(box.y0, Math.ceil(to.y));
    const x0 = Math.max(box.x0, Math.ceil(to.x));
    const y1 = Math.min(box.y1, Math.floor(to.y + to.length));
    const x1 = Math.min(box.x1, Math.floor(to.x + to.width));
    if (y1 <= y0 || x1 <= x0) continue;
    // Nearest source pixel of each target pixel; the identity when the rectangles have one size.
    const sy = (y: number) => clamp(from.y + ((y + 0.5 - to.y) * from.length) / to.length, raster.length);
    const sx = (x: number) => clamp(from.x + ((x + 0.5 - to.x) * from.width) / to.width, raster.width);
    const window = { y0: sy(y0), x0: sx(x0), y1: sy(y1 - 1) + 1, x1: sx(x1 - 1) + 1 };
    const values = raster.read(source.band, window, part);
    const stride = window.x1 - window.x0;
    const columns = Int32Array.from({ length: x1 - x0 }, (_, i) => sx(x0 + i) - window.x0);
    const { scale, shift, noData } = source;
    const skipsNaN = Number.isNaN(noData);
    for (let y = y0; y < y1; y++) {
      const row = (sy(y) - window.y0) * stride;
      const at = (y - box.y0) * width + x0 - box.x0;
      for (let i = 0; i < columns.length; i++) {
        const value = values[row + columns[i]];
        if (value !== noData && !(skipsNaN && Number.isNaN(value))) out[at + i] = value * scale + shift;
      }
    }
  }
  return out;
}

function clamp(position: number, size: number): number {
  return Math.min(size - 1, Math.max(0, Math.floor(position)));
}
