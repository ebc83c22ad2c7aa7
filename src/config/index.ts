// Options of the workflow: one schema, the template files, typed values.
export { datesOfText, expandDates, isDateFile, type TextReader, wideDate } from './date-list.ts';
export { optionReference } from './docs.ts';
export * from './fingerprint.ts';
export { type Change, canonicalTemplate, changeText, completeTemplate, writeValues } from './merge.ts';
export type { Option, Section } from './option.ts';
export type { GeoBox } from './place-type.ts';
export { openProject, type Project, type ProjectRequest, withNeededGeocoding } from './project.ts';
export { defaultOptions, type Options, readOptions, resolveOptions } from './resolve.ts';
export { type Config, isOptionKey, type OptionKey, options, sections } from './schema.ts';
export {
  type Environment,
  extraMetadata,
  parseTemplate,
  readTemplate,
  type Template,
  type TemplateEntry,
} from './template.ts';
export { stepTemplateText, TEMPLATE_NAME, templateText } from './template-text.ts';
export type { DateSource, Relaxation } from './time-type.ts';
export { nearestKey, unknownKeyWarnings } from './unknown-keys.ts';
export { type NumWorker, type WorkerCount, workerCount } from './workers.ts';
