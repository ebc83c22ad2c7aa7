import { FileError } from '../../core/errors.ts';
import { withStandardKeys } from '../attributes/alias.ts';
import type { Attributes } from '../hdf5/types.ts';
import { rasterConventions } from './convention.ts';
import { parseEnviHeader } from './envi-header.ts';
import { baseName, endingOf, type FileSet, folderOf } from './file-set.ts';
import { rasterFileType } from './file-type.ts';
import { parseAuxXml } from './pam.ts';
import { parseRsc } from './rsc.ts';
import { parseVrt, vrtAttributes } from './vrt.ts';

/** A kind of sheet: its ending, and what it says. */
interface SheetKind {
  readonly ending: string;
  readonly attributes: (text: string, label: string) => Attributes;
  /** Program that writes it, as PROCESSOR names it. */
  readonly processor: string;
  readonly isComplete?: boolean;
}

const RSC: SheetKind = {
  ending: 'rsc',
  attributes: (text) => withStandardKeys(parseRsc(text).attributes),
  processor: 'roipac',
};

/** Sheets that GDAL reads. What it can read counts as ISCE's, as to the reference. */
const OF_GDAL: readonly SheetKind[] = [
  {
    ending: 'hdr',
    attributes: (text, label) => parseEnviHeader(text, label).attributes,
    processor: 'isce',
  },
  { ending: 'vrt', attributes: (text, label) => vrtAttributes(parseVrt(text, label)), processor: 'isce' },
  {
    ending: 'aux.xml',
    attributes: (text, label) => withStandardKeys(enviDomain(parseAuxXml(text, label).envi)),
    processor: 'gdal',
  },
];

/** All kinds, in the order in which they count. */
export function sheetKinds(): SheetKind[] {
  const ofProcessors = rasterConventions().flatMap(({ processor, sheet }) =>
    sheet === undefined ? [] : [{ ...sheet, processor }],
  );
  return [RSC, ...ofProcessors, ...OF_GDAL];
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * The sheet with an ending beside a raster; for `hdr` both `name.ext.hdr` and `name.hdr` count.
 * A `.vrt` of its own name is the raster itself and no sidecar.
 */
export function sidecarOf(files: FileSet, path: string, ending: string): string | undefined {
  const candidates = [`${path}.${ending}`];
  if (ending === 'hdr' && endingOf(path) !== '')
    candidates.push(`${folderOf(path)}${baseName(path, endingOf(path))}.hdr`);
  return candidates.find((candidate) => files.has(candidate));
}

/** Read a metadata sheet as text. @throws {FileError} when it cannot be read or is far too large for one */
export function readSheet(files: FileSet, path: string): string {
  const source = files.open(path);
  try {
    const { size } = source;
    if (size > MAX_BYTES) throw new FileError(`${path}: ${size} bytes are too many for a metadata sheet.`);
    return new TextDecoder().decode(source.read(0, size));
  } finally {
    source.close();
  }
}

function enviDomain(envi: Attributes): Attributes {
  const text = Object.entries(envi)
    .map(([key, value]) => `${key} = ${value}`)
    .join('\n');
  return envi['data type'] === undefined ? {} : parseEnviHeader(text, 'aux.xml').attributes;
}

/** Attributes of the sheet beside a raster that says how its bytes lie, if a program writes such sheets and one is there. */
export function completeSheet(files: FileSet, path: string): Attributes | undefined {
  for (const { ending, attributes, isComplete } of sheetKinds()) {
    const sheet = isComplete ? sidecarOf(files, path, ending) : undefined;
    if (sheet !== undefined) return attributes(readSheet(files, sheet), sheet);
  }
  return undefined;
}

/**
 * Attributes of a raster from the sheets beside it. The first counts of .rsc, those of the processors (.xml, .par), .hdr, .vrt
 * and .aux.xml; one that is complete is merged below it. PROCESSOR follows from the kinds of sheet that are there.
 * @throws {FileError} when no sheet is found
 */
export function readRasterAttributes(files: FileSet, path: string): Attributes {
  const kinds = sheetKinds();
  const found = kinds.flatMap((kind) => {
    const sheet = sidecarOf(files, path, kind.ending);
    return sheet === undefined ? [] : [{ kind, sheet }];
  });
  const isVrt = endingOf(path) === '.vrt';
  if (found.length === 0 && !isVrt) {
    throw new FileError(
      `${path} has no metadata beside it.`,
      `Expected one of ${kinds.map(({ ending }) => `${baseName(path)}.${ending}`).join(', ')}.`,
    );
  }
  let attributes: Attributes = isVrt ? vrtAttributes(parseVrt(readSheet(files, path), path)) : {};
  const complete = found.find(({ kind }) => kind.isComplete);
  const counting = new Set(found.length > 0 ? [complete ?? found[0], found[0]] : []);
  for (const { sheet, kind } of counting)
    attributes = { ...attributes, ...kind.attributes(readSheet(files, sheet), sheet) };
  attributes.PROCESSOR =
    attributes.INSAR_PROCESSOR ??
    attributes.PROCESSOR ??
    inferProcessor(
      path,
      found.map(({ kind }) => kind),
    );
  attributes.FILE_TYPE = rasterFileType(path);
  return withStandardKeys(attributes);
}

/** A complete sheet tells the program, then one of GDAL's, then that of a processor, and a `.rsc` only when it is alone. */
function inferProcessor(path: string, kinds: readonly SheetKind[]): string {
  const has = (ending: string): boolean => kinds.some((kind) => kind.ending === ending);
  if (endingOf(path) === '.img' && has('hdr')) return 'snap';
  const complete = kinds.find((kind) => kind.isComplete);
  if (complete !== undefined) return complete.processor;
  if (has('hdr') || has('vrt') || endingOf(path) === '.vrt') return 'isce';
  const own = kinds.find((kind) => kind !== RSC && !OF_GDAL.includes(kind));
  return (own ?? kinds.find((kind) => kind === RSC))?.processor ?? 'gdal';
}
