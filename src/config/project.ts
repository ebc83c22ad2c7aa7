import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { FileError } from '../core/errors.ts';
import { makeFolders } from '../io/make-folders.ts';
import { writeWhole } from '../io/whole-file.ts';
import { canonicalTemplate, changeText, completeTemplate, writeValues } from './merge.ts';
import { isOldName, translateOldNames } from './old-names.ts';
import { type Options, resolveOptions } from './resolve.ts';
import { type Config, isOptionKey } from './schema.ts';
import {
  type Environment,
  extraMetadata,
  parseTemplate,
  readTemplate,
  readTemplateText,
  type Template,
} from './template.ts';
import { TEMPLATE_NAME, templateText } from './template-text.ts';

/** A work directory with its options, ready to run steps. */
export interface Project extends Options {
  /** Absolute path of the work directory. */
  readonly workDir: string;
  /** Absolute path of its `smallbaselineApp.cfg`. */
  readonly templateFile: string;
  /** Base name of the custom template without extension; null without one. */
  readonly name: string | null;
  /** The custom template with canonical values: its lines become attributes of the stack. */
  readonly custom: Template | null;
  /** `UPPER_CASE` lines of both templates. */
  readonly metadata: ReadonlyMap<string, string>;
  /** All lines of both templates that are no options, such as `relative_orbit = 124`; the custom one wins. */
  readonly otherLines: ReadonlyMap<string, string>;
  /** What was done, line by line, for the log. */
  readonly messages: readonly string[];
}

export interface ProjectRequest {
  /** Created when missing. */
  readonly workDir: string;
  /** Custom template of any name; null or a path ending in `smallbaselineApp.cfg` for none. */
  readonly customFile?: string | null;
  readonly env?: Environment;
  /** Read what is there and write nothing, not even a folder. */
  readonly readOnly?: boolean;
}

/**
 * Open a work directory: create or complete its `smallbaselineApp.cfg`, write the values of the custom template into it,
 * keep copies of both in `inputs/` and `pic/`, and read the options. The custom template is checked before anything
 * is written; the file is replaced in one go or not at all, and only when something changes.
 *
 * @throws {OptionError} for values that cannot be used  @throws {FileError} when a file cannot be read or written
 */
export function openProject({
  workDir,
  customFile = null,
  env = process.env,
  readOnly = false,
}: ProjectRequest): Project {
  const directory = resolve(workDir);
  const templateFile = join(directory, TEMPLATE_NAME);
  const messages: string[] = [];
  const warnings: string[] = [];

  const customPath = customFile === null ? null : resolve(customFile);
  const isCustom = customPath !== null && basename(customPath) !== TEMPLATE_NAME;
  if (customPath !== null && !isCustom && customPath !== templateFile) {
    warnings.push(
      `${customFile} is not read: a file of this name is the template of its own folder. Rename it to use it here.`,
    );
  }
  const custom = isCustom ? canonicalTemplate(readTemplate(customPath, env)) : null;
  if (custom !== null) warnings.push(...resolveOptions(custom, env).warnings);
  const name = custom === null ? null : basename(custom.source, extname(custom.source));
  messages.push(...(name === null ? [] : [`Project name: ${name}`]));

  if (!readOnly) makeFolder(directory);
  let text = existsSync(templateFile) ? readTemplateText(templateFile) : null;
  const before = text;
  if (text === null) {
    messages.push(`write the default options to ${templateFile}`);
    text = templateText();
  }
  const completed = completeTemplate(text);
  if (completed !== null) {
    const { missing } = completed;
    const what = missing.length > 3 ? `${missing.length} options` : missing.join(', ');
    messages.push(`${TEMPLATE_NAME}: ${what} added at its end, with automatic values`);
    warnings.push(...completed.warnings);
    text = completed.text;
  }
  if (custom !== null) {
    const { changes, ...written } = writeValues(text, translateOldNames(custom).template, env);
    messages.push(`update ${TEMPLATE_NAME} with ${custom.source}`);
    messages.push(...(changes.length > 0 ? changes.map(changeText) : ['    no new value']));
    text = written.text;
  }
  if (text !== before && !readOnly) writeWhole(templateFile, text);
  for (const folder of readOnly ? [] : ['inputs', 'pic']) {
    for (const file of custom === null ? [templateFile] : [custom.source, templateFile]) {
      if (backUp(file, join(directory, folder))) messages.push(`copy ${basename(file)} to ${folder}/`);
    }
  }

  const template = parseTemplate(text, { source: templateFile, env });
  const options = resolveOptions(template, env);
  const metadata = extraMetadata(template);
  for (const [key, value] of custom === null ? [] : extraMetadata(custom)) metadata.set(key, value);
  const otherLines = new Map([template, ...(custom === null ? [] : [custom])].flatMap(linesBesideOptions));
  const { config, message } = withNeededGeocoding(options.config);
  if (message !== null) messages.push(message);
  return {
    ...options,
    config,
    workDir: directory,
    templateFile,
    name,
    custom,
    metadata,
    otherLines,
    messages,
    warnings: [...warnings, ...options.warnings],
  };
}

/** Google Earth and HDF-EOS5 need geocoded results: either of them switches geocoding on. */
export function withNeededGeocoding(config: Config): { config: Config; message: string | null } {
  const needed = [
    ...(config.save.kmz ? ['mintpy.save.kmz'] : []),
    ...(config.save.hdfEos5.enabled ? ['mintpy.save.hdfEos5'] : []),
  ];
  if (config.geocode.enabled || needed.length === 0) return { config, message: null };
  return {
    config: { ...config, geocode: { ...config.geocode, enabled: true } },
    message: `mintpy.geocode is no, but ${needed.join(' and ')} needs it: switched on`,
  };
}

function linesBesideOptions({ entries }: Template): [key: string, value: string][] {
  return [...entries.values()]
    .filter(({ key }) => !isOptionKey(key) && !isOldName(key))
    .map(({ key, value }) => [key, value]);
}

function makeFolder(path: string): void {
  try {
    makeFolders(path);
  } catch (cause) {
    throw new FileError(`Cannot create the folder ${path}.`, 'Check the path and your permissions.', {
      cause,
    });
  }
}

/** Copy into a folder unless a copy as young as the file is there. @returns whether a copy was made */
function backUp(file: string, folder: string): boolean {
  makeFolder(folder);
  const copy = join(folder, basename(file));
  if (existsSync(copy) && statSync(copy).mtimeMs >= statSync(file).mtimeMs) return false;
  writeWhole(copy, readFileSync(file));
  return true;
}
