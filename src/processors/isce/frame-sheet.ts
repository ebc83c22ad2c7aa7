import { MetadataError } from '../../core/errors.ts';
import type { StateVector } from '../../core/geometry/orbit.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { childrenNamed, parseXml, type XmlElement } from '../../io/raster/xml.ts';
import { isceProperties } from './image-sheet.ts';
import { orbitOf } from './tops-sheet.ts';

/**
 * A frame or track as ISCE-2's product manager writes it: everything by name, wherever in the tree it stands, and the orbit.
 * Releases differ in how they spell names (`SENSING_START`, `sensing start`): blanks and underscores do not count.
 */
export interface FrameSheet {
  readonly label: string;
  readonly properties: Attributes;
  /** in order of time; seconds since `epoch` */
  readonly orbit: readonly StateVector[];
  /** microseconds since 1970 */
  readonly epoch: number;
}

/** Components whose properties are those of many things, and tell nothing of the frame. */
const OF_OTHERS = /^(?:state_?vectors?\d*|attitude|image|doppler)/;

/**
 * Read the sheet of a frame or track. Text in, values out.
 * @throws {MetadataError} when it has no orbit
 */
export function parseFrameSheet(text: string, label: string): FrameSheet {
  const root = parseXml(text, label);
  const properties: Attributes = {};
  let orbit: XmlElement | undefined;
  const visit = (component: XmlElement): void => {
    for (const [name, value] of Object.entries(isceProperties(component)))
      if (value !== 'None') properties[plainName(name)] ??= value;
    for (const child of childrenNamed(component, 'component')) {
      const name = (child.attributes['name'] ?? '').toLowerCase();
      if (/^orbit$/.test(name)) orbit ??= child;
      else if (!OF_OTHERS.test(name)) visit(child);
    }
  };
  visit(root);
  if (orbit === undefined)
    throw new MetadataError(
      `${label} has no orbit.`,
      'It should be the sheet that ISCE-2 wrote with its product.',
    );
  return { label, properties, ...orbitOf(orbit, label) };
}

/** Names without what spellings differ in. */
function plainName(name: string): string {
  return name.replace(/[\s_]/g, '').toLowerCase();
}

/** The first of several names that a sheet has. @throws {MetadataError} naming what is missing */
export function frameField({ properties, label }: FrameSheet, ...names: readonly string[]): string {
  for (const name of names) if (properties[name] !== undefined) return properties[name];
  throw new MetadataError(
    `${label}: property ${names[0]} is missing.`,
    'The sheet is incomplete; put the data.rsc of a machine with ISCE-2 beside it.',
  );
}

/** The same as a number. */
export function frameNumber(sheet: FrameSheet, ...names: readonly string[]): number {
  const text = frameField(sheet, ...names);
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new MetadataError(`${sheet.label}: ${names[0]} is '${text}', not a number.`, 'Correct the sheet.');
}
