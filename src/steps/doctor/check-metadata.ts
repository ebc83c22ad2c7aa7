import type { Project } from '../../config/index.ts';
import { KEY_MEANING } from '../../io/attributes/key-meaning.ts';
import { isGeocoded, optionalNumber } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { StackDescription } from '../../loading/description.ts';
import {
  impossibleAttributes,
  missingAttributes,
  wantedAttributes,
} from '../../loading/required-attributes.ts';
import { needsOf } from '../load-sources.ts';
import { type Finding, finding } from './findings.ts';

/** An attribute that steps will ask for. */
export interface WantedAttribute {
  readonly key: string;
  readonly meaning: string;
  readonly value?: string;
  /** Where it was found. */
  readonly from?: 'template' | 'products';
  /** The file whose metadata were looked into; the templates always are. */
  readonly file: string;
}

/** Every attribute that the enabled steps need, and where it comes from. */
export function wantedOf(attributes: Attributes, project: Project): WantedAttribute[] {
  const missing = new Set(missingAttributes(attributes, needsOf(project.config)));
  const products = attributes.FILE_PATH ?? 'the stack';
  return wantedAttributes(attributes, needsOf(project.config)).map((key) => ({
    key,
    meaning: KEY_MEANING[key] ?? '',
    ...(missing.has(key) ? {} : { value: attributes[key] }),
    ...(missing.has(key)
      ? {}
      : { from: project.metadata.has(key) ? ('template' as const) : ('products' as const) }),
    file: products,
  }));
}

/** Attributes that are missing, cannot be meant, or contradict one another. */
export function checkAttributes(attributes: Attributes, project: Project): Finding[] {
  const out: Finding[] = [];
  for (const text of impossibleAttributes(attributes)) out.push(finding('MS1303', `${text}.`));
  for (const { key, meaning, value, file } of wantedOf(attributes, project)) {
    if (value !== undefined) continue;
    const named = meaning === '' ? key : `${key} (${meaning})`;
    out.push(
      finding('MS1302', `${named} is neither in the metadata of ${file} nor in the template.`, {
        remedy: `Add a line ${key} = value to the template.`,
      }),
    );
  }
  const heading = optionalNumber(attributes, 'HEADING');
  const direction = attributes.ORBIT_DIRECTION?.trim().toLowerCase();
  if (heading !== undefined && direction !== undefined && /^(?:asc|desc)/.test(direction)) {
    const isNorthward = Math.cos((heading * Math.PI) / 180) > 0;
    if (isNorthward !== direction.startsWith('asc'))
      out.push(
        finding(
          'MS1305',
          `HEADING = ${heading} flies ${isNorthward ? 'north' : 'south'}, ORBIT_DIRECTION = ${direction}.`,
        ),
      );
  }
  return out;
}

/** Layers that steps need, and their sizes. */
export function checkLayers(description: StackDescription, { config }: Project): Finding[] {
  const { ifgrams, geometry } = description;
  if (ifgrams === undefined) return [];
  const out: Finding[] = [];
  const own = isGeocoded(ifgrams.attributes) ? geometry.geo : geometry.radar;
  const size = `${ifgrams.length} x ${ifgrams.width}`;
  if (own !== undefined && `${own.length} x ${own.width}` !== size)
    out.push(
      finding(
        'MS1601',
        `${own.layers.height?.label ?? 'The geometry'} has ${own.length} x ${own.width} pixels, the interferograms have ${size}.`,
      ),
    );
  if (!ifgrams.datasets.includes('coherence'))
    out.push(finding('MS1603', 'No coherence is loaded with the phase (mintpy.load.corFile).'));
  const { method } = config.unwrapError;
  if (method !== null && !ifgrams.datasets.includes('connectComponent'))
    out.push(
      finding(
        'MS1503',
        `mintpy.unwrapError.method = ${method} needs connectComponent, which no option leads to.`,
      ),
    );
  if (!isGeocoded(ifgrams.attributes) && config.geocode.enabled) {
    const { radar, geo } = geometry;
    const relates = radar?.layers.longitude ?? geo?.layers.rangeCoord ?? radar?.layers.rangeCoord;
    if (relates === undefined)
      out.push(finding('MS1602', 'The stack is in radar coordinates and has no lookup table.'));
  }
  return out;
}
