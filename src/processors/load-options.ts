import type { Box } from '../core/array.ts';
import { OptionError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { expandPattern, expandVariables } from './glob.ts';

/** Latitudes and longitudes of an area, degrees. */
export interface GeoExtent {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

export type MultilookMethod = 'nearest' | 'mean' | 'median';

/** What the template says about loading, typed; patterns are still patterns. */
export interface LoadOptions {
  readonly processor: string;
  /** Folder that relative patterns start from. */
  readonly workDir: string;
  /** `mintpy.load.<name>` options with a value, e.g. `unwFile`; auto, no and none are left out. */
  readonly patterns: Readonly<Record<string, string>>;
  /** Options set to no or none: autoPath leaves them alone. */
  readonly declined: readonly string[];
  /** Attributes to set on the stack and the radar geometry: upper-case template keys, PROJECT_NAME, PLATFORM. */
  readonly templateAttributes: Attributes;
  /** `mintpy.*` options of the custom template, kept on the stack as they were written. */
  readonly provenance: Attributes;
  readonly subset?: { readonly yx?: Box; readonly lalo?: GeoExtent };
  readonly multilook: { readonly ystep: number; readonly xstep: number; readonly method: MultilookMethod };
  readonly compression: 'default' | 'none' | 'gzip' | 'lzf';
  readonly autoPath: boolean;
}

export interface TemplateContext {
  readonly workDir: string;
  /** Base name of the custom template, kept as PROJECT_NAME. */
  readonly projectName?: string;
  /** Sensor found in the project name, kept as PLATFORM. */
  readonly platform?: string;
  /** Options of the custom template alone, for provenance. */
  readonly customTemplate?: Readonly<Record<string, string>>;
}

const UNSET = /^(?:auto|no|none|)$/i;

/**
 * Typed loading options of a template (`mintpy.load.unwFile = ...`).
 * @throws {OptionError} naming the option and its value
 */
export function loadOptions(
  template: Readonly<Record<string, string>>,
  context: TemplateContext,
): LoadOptions {
  const patterns: Record<string, string> = {};
  const declined: string[] = [];
  const templateAttributes: Attributes = {};
  for (const [key, value] of Object.entries(template)) {
    const name = key.startsWith('mintpy.load.') ? key.slice('mintpy.load.'.length) : undefined;
    if (name !== undefined && !UNSET.test(value.trim())) patterns[name] = value.trim();
    if (name !== undefined && /^(?:no|none)$/i.test(value.trim())) declined.push(name);
    if (isAttributeKey(key)) templateAttributes[key] = value;
  }
  if (context.projectName) templateAttributes.PROJECT_NAME = context.projectName;
  if (context.platform) templateAttributes.PLATFORM = context.platform;
  const option = (key: string): string | undefined => {
    const value = template[`mintpy.${key}`]?.trim();
    return value === undefined || UNSET.test(value) ? undefined : value;
  };
  return {
    processor: (option('load.processor') ?? 'isce').toLowerCase(),
    workDir: context.workDir,
    patterns,
    declined,
    templateAttributes,
    provenance: Object.fromEntries(
      Object.entries(context.customTemplate ?? {}).filter(([key]) => key.startsWith('mintpy.')),
    ),
    subset: subsetOf(option('subset.yx'), option('subset.lalo')),
    multilook: multilookOf(option),
    compression: compressionOf(template['mintpy.load.compression']),
    autoPath: /^(?:yes|y|on|true)$/i.test(option('load.autoPath') ?? ''),
  };
}

/** Upper-case template keys are attributes; those of an earlier subset are not carried over. */
function isAttributeKey(key: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(key) && !key.startsWith('SUBSET_');
}

function compressionOf(value: string | undefined): LoadOptions['compression'] {
  const text = (value ?? 'auto').trim().toLowerCase();
  if (text === 'auto' || text === '' || text === 'default') return 'default';
  if (text === 'no' || text === 'none') return 'none';
  if (text === 'gzip' || text === 'lzf') return text;
  throw new OptionError(
    `mintpy.load.compression = ${value} is not known.`,
    'Choose gzip, lzf, none or default.',
  );
}

function multilookOf(option: (key: string) => string | undefined): LoadOptions['multilook'] {
  const step = (key: string): number => {
    const text = option(key) ?? '1';
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1)
      throw new OptionError(`mintpy.${key} = ${text} is not a whole number of 1 or more.`, 'Use e.g. 2.');
    return value;
  };
  const method = (option('multilook.method') ?? 'nearest').toLowerCase();
  if (method !== 'nearest' && method !== 'mean' && method !== 'median') {
    throw new OptionError(
      `mintpy.multilook.method = ${method} is not known.`,
      'Use nearest, mean or median.',
    );
  }
  return { ystep: step('multilook.ystep'), xstep: step('multilook.xstep'), method };
}

function subsetOf(yx: string | undefined, lalo: string | undefined): LoadOptions['subset'] {
  if (yx === undefined && lalo === undefined) return undefined;
  const box = yx === undefined ? undefined : ranges('mintpy.subset.yx', yx, 'y0:y1,x0:x1');
  const extent = lalo === undefined ? undefined : ranges('mintpy.subset.lalo', lalo, 'S:N,W:E');
  return {
    yx: box && {
      y0: Math.trunc(box[0]),
      y1: Math.trunc(box[1]),
      x0: Math.trunc(box[2]),
      x1: Math.trunc(box[3]),
    },
    lalo: extent && { south: extent[0], north: extent[1], west: extent[2], east: extent[3] },
  };
}

function ranges(key: string, text: string, form: string): [number, number, number, number] {
  const numbers = text
    .replace(/[[\]\s]/g, '')
    .split(/[,:]/)
    .map(Number);
  if (numbers.length !== 4 || numbers.some((v) => !Number.isFinite(v)))
    throw new OptionError(`${key} = ${text} cannot be read.`, `Write it as ${form}.`);
  const [a, b, c, d] = numbers;
  return [Math.min(a, b), Math.max(a, b), Math.min(c, d), Math.max(c, d)];
}

/** Files of one option, absolute and sorted; none when the option is not set. */
export function filesOf(options: LoadOptions, name: string): string[] {
  const pattern = options.patterns[name];
  return pattern === undefined ? [] : expandPattern(pattern, options.workDir);
}

/**
 * Files of an option that must match something.
 * @throws {OptionError} naming option, pattern and folder
 */
export function requiredFilesOf(options: LoadOptions, name: string): string[] {
  const files = filesOf(options, name);
  if (files.length > 0) return files;
  const pattern = options.patterns[name];
  throw new OptionError(
    pattern === undefined
      ? `mintpy.load.${name} is not set.`
      : `mintpy.load.${name} = ${expandVariables(pattern)}: no file (relative to ${options.workDir}).`,
    `Correct mintpy.load.${name} in the template; patterns start from the work directory.`,
  );
}
