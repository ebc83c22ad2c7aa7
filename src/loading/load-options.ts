import type { Config, GeoBox } from '../config/index.ts';
import { assertArgument } from '../core/arguments.ts';
import type { Box } from '../core/array.ts';
import { longDate12 } from '../core/dates.ts';
import { FileError, OptionError } from '../core/errors.ts';
import type { MultilookMethod } from '../core/terrain/multilook.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { expandVariables, type Matches, matchPattern } from './glob.ts';
import type { GridRule, Resampling } from './grids/common-grid.ts';

/** What the template says about loading, typed; patterns are still patterns. */
export interface LoadOptions {
  readonly processor: string;
  /** Folder that relative patterns start from. */
  readonly workDir: string;
  /** `mintpy.load.<name>` options with a value, e.g. `unwFile`; auto, no and none are left out. */
  readonly patterns: Readonly<Record<string, string>>;
  /** Options set to no or none: autoPath leaves them alone. */
  readonly declined: readonly string[];
  /** How options were given that are not lines of a template: the flag by the key, e.g. `mintpy.load.demFile`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Pairs that are not loaded, `YYYYMMDD_YYYYMMDD`. */
  readonly excluded: readonly string[];
  /** Attributes to set on the stack and the radar geometry: upper-case template keys, PROJECT_NAME, PLATFORM. */
  readonly templateAttributes: Attributes;
  /** Every line of the custom template, kept on the stack as it was written. */
  readonly provenance: Attributes;
  readonly subset?: { readonly yx?: Box; readonly lalo?: GeoBox };
  readonly multilook: { readonly ystep: number; readonly xstep: number; readonly method: MultilookMethod };
  readonly compression: 'default' | 'none' | 'gzip' | 'lzf';
  readonly autoPath: boolean;
  /** Band of products that have two (NISAR). */
  readonly frequency: 'A' | 'B';
  /** Displacement of DISP-S1 without what changes slowly over the scene; default no. */
  readonly shortWavelength?: boolean;
  /** Which of unequal grids is loaded; default as the reference does. */
  readonly grid?: 'no' | GridRule;
  /** How files whose pixels lie elsewhere are brought to the grid; default: not at all. */
  readonly resample?: Resampling;
  /** Delays that are loaded of products which bring them along: `ionosphere`, `solidEarthTide`, a weather model. */
  readonly delays?: readonly string[];
  /** What becomes of several frames of one pair; default: they are stitched. */
  readonly frames?: 'stitch' | 'no';
  /** The pairs alone are wanted: no elevation is read, and geometry is that of 0 m. */
  readonly onlyPairs?: boolean;
}

export interface LoadOptionsContext {
  readonly workDir: string;
  /** `UPPER_CASE = value` lines of the templates: attributes to set. */
  readonly metadata?: Iterable<readonly [key: string, value: string]>;
  /** Base name of the custom template, kept as PROJECT_NAME. */
  readonly projectName?: string;
  /** Sensor found in the project name, kept as PLATFORM. */
  readonly platform?: string;
  /** Lines of the custom template, for provenance. */
  readonly custom?: Readonly<Record<string, string>>;
}

/** Loading options from those of a template: paths and patterns that are set, those that are declined, and the rest. */
export function loadOptions(
  config: Pick<Config, 'load' | 'subset' | 'multilook'>,
  context: LoadOptionsContext,
): LoadOptions {
  assertArgument('loadOptions', 'config', config, { load: 'object', subset: 'object', multilook: 'object' });
  assertArgument('loadOptions', 'context', context, { workDir: 'text' });
  const { load, subset, multilook } = config;
  const { workDir, metadata = [], projectName, platform, custom = {} } = context;
  const patterns: Record<string, string> = {};
  const declined: string[] = [];
  for (const [name, value] of Object.entries(load)) {
    if (!/(?:File|Dir)$/.test(name)) continue;
    if (value === null) declined.push(name);
    else if (value !== 'auto') patterns[name] = String(value);
  }
  const templateAttributes: Attributes = {};
  // Those of an earlier subset are not carried over.
  for (const [key, value] of metadata) if (!key.startsWith('SUBSET_')) templateAttributes[key] = value;
  if (projectName) templateAttributes.PROJECT_NAME = projectName;
  if (platform) templateAttributes.PLATFORM = platform;
  const { yx, lalo } = subset;
  return {
    processor: load.processor,
    workDir,
    patterns,
    declined,
    excluded: load.excludePair.map(longDate12),
    templateAttributes,
    provenance: Object.fromEntries(Object.entries(custom).filter(([, value]) => value !== 'None')),
    subset: yx === null && lalo === null ? undefined : { yx: yx ?? undefined, lalo: lalo ?? undefined },
    multilook,
    compression: load.compression ?? 'none',
    autoPath: load.autoPath,
    frequency: load.frequency,
    shortWavelength: load.shortWavelength,
    grid: load.grid ?? 'no',
    resample: load.resample ?? 'no',
    frames: load.frames ?? 'no',
    delays: load.delays,
  };
}

/** What the patterns of some options have matched. */
const LISTED = new WeakMap<LoadOptions, Map<string, Matches>>();

/** The same options, whose folders are listed once: whoever asks finds the same files, and thousands are not looked for again. */
export function listedOnce(options: LoadOptions): LoadOptions {
  const own = { ...options };
  LISTED.set(own, new Map());
  return own;
}

/** What a pattern of the options matches. */
export function matchesOf(options: LoadOptions, pattern: string): Matches {
  const listed = LISTED.get(options);
  const found = listed?.get(pattern) ?? matchPattern(pattern, options.workDir);
  listed?.set(pattern, found);
  return found;
}

/** Files of one option, absolute and sorted; none when the option is not set. */
export function filesOf(options: LoadOptions, name: string): string[] {
  const pattern = options.patterns[name];
  return pattern === undefined ? [] : [...matchesOf(options, pattern).files];
}

/**
 * Files of an option that must match something.
 * @throws {OptionError} naming option, pattern and folder
 */
export function requiredFilesOf(options: LoadOptions, name: string): string[] {
  const pattern = options.patterns[name];
  const { files, hidden } = matchesOf(options, pattern ?? '');
  if (files.length > 0) return [...files];
  const key = `mintpy.load.${name}`;
  if (hidden.length > 0) {
    const [{ path, reason }] = hidden;
    throw new FileError(
      `${settingOf(options, key, expandVariables(pattern))}: no file, and ${path} cannot be looked into (${reason}).`,
      'Ask its owner for permission to read it, or mend the link.',
    );
  }
  throw new OptionError(
    pattern === undefined
      ? `${nameOf(options, key)} is not set.`
      : `${settingOf(options, key, expandVariables(pattern))}: no file (relative to ${options.workDir}).`,
    options.flags?.[key] === undefined
      ? `Correct ${key} in the template; patterns start from the work directory.`
      : `Give it with ${nameOf(options, key)}; patterns start from the folder in which the command runs.`,
  );
}

/** An option as its user knows it: the flag by which it was given, or else its key in the template. */
export function nameOf({ flags }: Pick<LoadOptions, 'flags'>, key: string): string {
  return flags?.[key] ?? key;
}

/** An option with its value, as its user would write it: `mintpy.load.demFile = dem.tif` or `--dem-file dem.tif`. */
export function settingOf(options: Pick<LoadOptions, 'flags'>, key: string, value: string): string {
  return options.flags?.[key] === undefined ? `${key} = ${value}` : `${nameOf(options, key)} ${value}`;
}
