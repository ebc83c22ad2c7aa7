import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { withStandardKeys } from '../attributes/alias.ts';
import type { Attributes } from '../hdf5/types.ts';
import { parseEnviHeader } from './envi-header.ts';
import { parseGammaPar } from './gamma-par.ts';
import { parseIsceImageXml } from './isce-xml.ts';
import { parseAuxXml } from './pam.ts';
import { parseRsc } from './rsc.ts';
import { parseVrt, vrtAttributes } from './vrt.ts';

export type SidecarKind = 'rsc' | 'xml' | 'par' | 'hdr' | 'vrt' | 'aux.xml';

const PRIORITY: readonly SidecarKind[] = ['rsc', 'xml', 'par', 'hdr', 'vrt', 'aux.xml'];

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The sheet of one kind beside a raster; for `hdr` both `name.ext.hdr` and `name.hdr` count.
 * A `.vrt` of its own name is the raster itself and no sidecar.
 */
export function sidecarOf(path: string, kind: SidecarKind): string | undefined {
  const candidates = [`${path}.${kind}`];
  if (kind === 'hdr' && extname(path) !== '')
    candidates.push(join(dirname(path), `${basename(path, extname(path))}.hdr`));
  return candidates.find((candidate) => existsSync(candidate));
}

/** Read a metadata sheet as text. @throws {FileError} when it cannot be read or is far too large for one */
export function readSheet(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_BYTES) throw new FileError(`${path}: ${size} bytes are too many for a metadata sheet.`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw new FileError(`Cannot read ${path}: ${(cause as Error).message}.`, 'Check the path.', { cause });
  }
}

/** Attributes written in one sheet, with the standard names filled in. */
export function sheetAttributes(path: string, kind: SidecarKind): Attributes {
  const text = readSheet(path);
  switch (kind) {
    case 'rsc':
      return withStandardKeys(parseRsc(text).attributes);
    case 'xml':
      return parseIsceImageXml(text, path);
    case 'par':
      return parseGammaPar(text);
    case 'hdr':
      return parseEnviHeader(text, path).attributes;
    case 'vrt':
      return vrtAttributes(parseVrt(text, path));
    case 'aux.xml':
      return withStandardKeys(enviDomain(parseAuxXml(text, path).envi));
  }
}

function enviDomain(envi: Attributes): Attributes {
  const text = Object.entries(envi)
    .map(([key, value]) => `${key} = ${value}`)
    .join('\n');
  return envi['data type'] === undefined ? {} : parseEnviHeader(text, 'aux.xml').attributes;
}

const MEANINGLESS = /\.(?:geo|rdr|full|mli|wgs84|grd|bil|bip)$/;

/**
 * FILE_TYPE of a raster: its extension with the dot after taking off those that say nothing about the content
 * (`x.cor.geo` is `.cor`); the base name when no extension is left (`hgt.rdr` is `hgt`).
 */
export function rasterFileType(path: string): string {
  let base = basename(path).toLowerCase();
  while (MEANINGLESS.test(base)) base = base.replace(MEANINGLESS, '');
  return extname(base) === '' ? base : extname(base);
}

/**
 * Attributes of a raster from the sheets beside it. The first of .rsc, .xml, .par, .hdr, .vrt and .aux.xml counts;
 * an ISCE .xml is merged below it. PROCESSOR follows from the kinds of sheet that are there.
 * @throws {FileError} when no sheet is found
 */
export function readRasterAttributes(path: string): Attributes {
  const found = PRIORITY.map((kind) => ({ kind, sheet: sidecarOf(path, kind) })).filter(
    (entry) => entry.sheet !== undefined,
  ) as { kind: SidecarKind; sheet: string }[];
  const selfVrt = extname(path) === '.vrt';
  if (found.length === 0 && !selfVrt) {
    throw new FileError(
      `${path} has no metadata beside it.`,
      `Expected one of ${PRIORITY.map((kind) => `${basename(path)}.${kind}`).join(', ')}.`,
    );
  }
  let attributes: Attributes = selfVrt ? vrtAttributes(parseVrt(readSheet(path), path)) : {};
  const xml = found.find((entry) => entry.kind === 'xml');
  const counting = new Set(found.length > 0 ? [xml ?? found[0], found[0]] : []);
  for (const { sheet, kind } of counting) attributes = { ...attributes, ...sheetAttributes(sheet, kind) };
  attributes.PROCESSOR =
    attributes.INSAR_PROCESSOR ??
    attributes.PROCESSOR ??
    inferProcessor(path, new Set(found.map((e) => e.kind)), selfVrt);
  attributes.FILE_TYPE = rasterFileType(path);
  return withStandardKeys(attributes);
}

function inferProcessor(path: string, kinds: ReadonlySet<SidecarKind>, selfVrt: boolean): string {
  if (extname(path) === '.img' && kinds.has('hdr')) return 'snap';
  if (kinds.has('xml') || kinds.has('hdr') || kinds.has('vrt') || selfVrt) return 'isce';
  if (kinds.has('par')) return 'gamma';
  if (kinds.has('rsc')) return 'roipac';
  return 'gdal';
}
