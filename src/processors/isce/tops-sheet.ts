import { MetadataError } from '../../core/errors.ts';
import type { StateVector } from '../../core/geometry/orbit.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { childrenNamed, parseXml, type XmlElement } from '../../io/raster/xml.ts';
import { isceComponent, isceProperties } from './image-sheet.ts';

/** The parts of topsStack's `IW*.xml` that describe the acquisition. */
export interface TopsSheet {
  /** Properties of the swath, lower-case names. */
  readonly swath: Attributes;
  /** Properties of the bursts in acquisition order. */
  readonly bursts: readonly Attributes[];
  /** State vectors in order of time; seconds since `epoch`. */
  readonly orbit: readonly StateVector[];
  /** Time of the first state vector, microseconds since 1970. */
  readonly epoch: number;
}

/**
 * Read topsStack's swath sheet. Text in, values out.
 * @throws {MetadataError} when bursts or state vectors are missing
 */
export function parseTopsSheet(text: string, label: string): TopsSheet {
  const root = parseXml(text, label);
  const swath = isceComponent(root, 'instance') ?? root;
  const bursts = numbered(isceComponent(swath, 'bursts'), 'burst');
  if (bursts.length === 0) {
    throw new MetadataError(
      `${label} lists no bursts.`,
      'It should be reference/IW*.xml as topsStack writes it; check mintpy.load.metaFile.',
    );
  }
  const { orbit, epoch } = orbitOf(isceComponent(bursts[0], 'orbit'), label);
  return { swath: isceProperties(swath), bursts: bursts.map(isceProperties), orbit, epoch };
}

/**
 * State vectors of an `orbit` component in order of time, and the time of the first one, microseconds since 1970.
 * @throws {MetadataError} for vectors that are none
 */
export function orbitOf(
  component: XmlElement | undefined,
  label: string,
): { orbit: StateVector[]; epoch: number } {
  const list = isceComponent(component, 'state_vectors') ?? isceComponent(component, 'statevectors');
  const timed = numbered(list, 'statevector')
    .map((vector) => isceProperties(vector))
    .map((properties) => ({ properties, at: utcMicroseconds(properties.time, label) }))
    .sort((one, other) => one.at - other.at);
  const epoch = timed[0]?.at ?? 0;
  return {
    orbit: timed.map(({ properties, at }) => stateVector(properties, (at - epoch) / 1e6, label)),
    epoch,
  };
}

/** Components `<stem>1`, `<stem>2`, ... in the order of their numbers. */
function numbered(parent: XmlElement | undefined, stem: string): XmlElement[] {
  const order = (e: XmlElement): number => Number(e.attributes['name']?.toLowerCase().slice(stem.length));
  return childrenNamed(parent, 'component')
    .filter((e) => e.attributes['name']?.toLowerCase().startsWith(stem) && Number.isInteger(order(e)))
    .sort((a, b) => order(a) - order(b));
}

function stateVector(properties: Attributes, time: number, label: string): StateVector {
  const triple = (name: string): [number, number, number] => {
    const values = (properties[name] ?? '')
      .replace(/[[\]()]/g, '')
      .split(',')
      .map(Number);
    if (values.length !== 3 || values.some((v) => !Number.isFinite(v)))
      throw new MetadataError(`${label}: state vector ${name} is ${properties[name] ?? 'missing'}.`);
    return values as [number, number, number];
  };
  return {
    time,
    position: triple('position'),
    velocity: triple('velocity'),
  };
}

/**
 * Microseconds since 1970 of `YYYY-MM-DD hh:mm:ss[.ffffff]`, a whole number: seconds since 1970 with a fraction would
 * lose the last digits in a double, and the satellite moves 8 mm in a microsecond. The fraction is left out when zero.
 * @throws {MetadataError} for other texts
 */
export function utcMicroseconds(text: string | undefined, label: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?$/.exec(text?.trim() ?? '');
  if (match === null) {
    throw new MetadataError(
      `${label}: '${text ?? ''}' is not a time.`,
      'Expected YYYY-MM-DD hh:mm:ss.ffffff.',
    );
  }
  const [y, mo, d, h, mi, s] = match.slice(1, 7).map(Number);
  return Date.UTC(y, mo - 1, d, h, mi, s) * 1000 + Number((match[7] ?? '').padEnd(6, '0'));
}
