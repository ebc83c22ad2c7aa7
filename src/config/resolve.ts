import { assertArgument } from '../core/arguments.ts';
import { OptionError } from '../core/errors.ts';
import { assertPath } from '../io/path-argument.ts';
import { canonicalValue, IF_BETTER, isNo, triedValue } from './loose-values.ts';
import { translateOldNames } from './old-names.ts';
import { type Option, valuePath } from './option.ts';
import { type Config, type OptionKey, options } from './schema.ts';
import { type Environment, expand, parseTemplate, readTemplate, type Template } from './template.ts';
import { unknownKeyWarnings } from './unknown-keys.ts';

/** The options of a run. */
export interface Options {
  readonly config: Config;
  /** Every option as text, with `auto` replaced by what it stands for. */
  readonly text: ReadonlyMap<OptionKey, string>;
  /** Keys that the template sets to something else than `auto`: for commands whose flags yield to the template. */
  readonly given: ReadonlySet<OptionKey>;
  /** Corrections that are kept only where they make most dates quieter: `mintpy.troposphericDelay.method = auto-if-better`. */
  readonly ifBetter: ReadonlySet<OptionKey>;
  /** Misspelt, renamed and repeated keys, one sentence each. */
  readonly warnings: readonly string[];
}

/** Options of a template file or text, everything that is not given being `auto`: what `-t FILE` means to a command. */
export function readOptions(fileOrText: string, env: Environment = process.env): Options {
  assertPath(fileOrText);
  return resolveOptions(readTemplate(fileOrText, env), env);
}

/** All options at their automatic values. */
export function defaultOptions(env: Environment = process.env): Options {
  assertArgument('defaultOptions', 'env', env);
  return resolveOptions(parseTemplate(''), env);
}

/**
 * Replace `auto`, check every value and turn the text into typed values.
 *
 * @throws {OptionError} naming file, line, key and value of everything that cannot be used, and what is accepted
 */
export function resolveOptions(template: Template, env: Environment = process.env): Options {
  const { template: current, warnings } = translateOldNames(template);
  const text = new Map<OptionKey, string>();
  const given = new Set<OptionKey>();
  const ifBetter = new Set<OptionKey>();
  const config = {};
  const problems: { line: number; error: OptionError }[] = [];
  for (const [name, option] of options) {
    const key = name as OptionKey;
    const entry = current.entries.get(key);
    const whole = canonicalValue(key, entry?.value ?? 'auto');
    const tried = option.ifBetter === undefined ? undefined : triedValue(whole);
    const written = tried === 'auto' && isNo(option.auto ?? '') ? option.ifBetter! : (tried ?? whole);
    if (written !== 'auto') given.add(key);
    const value = written === 'auto' ? autoValue(key, option, text, env) : written;
    if (tried !== undefined && !isNo(written)) ifBetter.add(key);
    text.set(key, ifBetter.has(key) ? `${value}${IF_BETTER}` : value);
    try {
      put(config, valuePath(key, option), parse(option, value));
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      const where = entry === undefined ? template.source : `${template.source}, line ${entry.line}`;
      problems.push({ line: entry?.line ?? 0, error: located(error, where, key, option) });
    }
  }
  if (problems.length > 0) {
    throw together(problems.sort((a, b) => a.line - b.line).map(({ error }) => error));
  }
  return {
    config: config as Config,
    text,
    given,
    ifBetter,
    warnings: [...warnings, ...unknownKeyWarnings(current)],
  };
}

/**
 * What `auto` stands for with `mintpy.profile = best`: options that were never worse than those of MintPy on simulated scenes, by
 * more than 5 %, and better on many. Each is told where it is documented.
 */
const BEST: Partial<Record<OptionKey, string>> = {
  'mintpy.reference.method': 'area',
  'mintpy.networkInversion.gap': 'nsbas',
  'mintpy.topographicResidual.shrinkage': 'yes',
  'mintpy.timeFunc.uncertaintyQuantification': 'full',
};

/** What `auto` stands for. Workers and the weather folder depend on the rest of the template and on the environment. */
function autoValue(
  key: OptionKey,
  option: Option,
  text: ReadonlyMap<OptionKey, string>,
  env: Environment,
): string {
  if (option.auto === null) return 'auto';
  const best = text.get('mintpy.profile') === 'best' ? BEST[key] : undefined;
  if (best !== undefined) return best;
  if (key === 'mintpy.compute.numWorker') {
    return text.get('mintpy.compute.cluster')?.toLowerCase() === 'local' ? option.auto : '40';
  }
  const value = expand(option.auto, env);
  return value.startsWith('${') ? './' : value;
}

function parse(option: Option, value: string): unknown {
  if (option.auto === null && value === 'auto') return value;
  // `AUTO` would otherwise be taken for a file name.
  if (/^auto$/i.test(value)) {
    throw new OptionError(`"${value}" is not known; auto is written in lower case.`, 'Write auto.');
  }
  return option.type.parse(value);
}

function located(error: OptionError, where: string, key: string, option: Option): OptionError {
  const auto = option.auto === null || isNo(option.auto) ? 'auto' : `auto (${option.auto})`;
  return new OptionError(`${where}: ${key}: ${error.message}`, `Write ${option.type.accepts}; or ${auto}.`, {
    cause: error,
  });
}

/** One error for all that is wrong, so that a template is put right in one go. */
function together(problems: readonly OptionError[]): OptionError {
  if (problems.length === 1) return problems[0];
  const lines = problems.map((problem) => `  ${problem.message} ${problem.remedy}`);
  return new OptionError(
    `${problems.length} options cannot be used:\n${lines.join('\n')}`,
    'Correct these lines; mintsar smallbaselineApp -H prints all options with what they accept.',
    { cause: problems[0] },
  );
}

function put(target: object, path: readonly string[], value: unknown): void {
  let node = target as Record<string, unknown>;
  for (const name of path.slice(0, -1)) {
    node[name] ??= {};
    node = node[name] as Record<string, unknown>;
  }
  node[path[path.length - 1]] = value;
}
