import { type GeoBox, parseTemplate, resolveOptions } from '../config/index.ts';
import type { Box } from '../core/array.ts';
import { OptionError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { expandPattern, expandVariables } from './glob.ts';

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
  /** Every line of the custom template, kept on the stack as it was written. */
  readonly provenance: Attributes;
  readonly subset?: { readonly yx?: Box; readonly lalo?: GeoBox };
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
  const lines = Object.entries(template).filter(([key]) => key.startsWith('mintpy.'));
  const { config } = resolveOptions(parseTemplate(lines.map((line) => line.join(' = ')).join('\n')));
  const { yx, lalo } = config.subset;
  return {
    processor: config.load.processor,
    workDir: context.workDir,
    patterns,
    declined,
    templateAttributes,
    provenance: Object.fromEntries(
      Object.entries(context.customTemplate ?? {}).filter(([, value]) => value !== 'None'),
    ),
    subset: yx === null && lalo === null ? undefined : { yx: yx ?? undefined, lalo: lalo ?? undefined },
    multilook: config.multilook,
    compression: config.load.compression ?? 'none',
    autoPath: config.load.autoPath,
  };
}

/** Upper-case template keys are attributes; those of an earlier subset are not carried over. */
function isAttributeKey(key: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(key) && !key.startsWith('SUBSET_');
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
