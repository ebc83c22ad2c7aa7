import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import {
  openProject,
  type Project,
  parseTemplate,
  resolveOptions,
  TEMPLATE_NAME,
} from '../../config/index.ts';
import { NotFoundError } from '../../core/errors.ts';
import type { Processor } from '../../processors/processor.ts';
import { type Recognised, recognise } from '../../processors/recognise.ts';
import type { SeamFigure } from './seams.ts';

/** What is to be examined. */
export interface DoctorRequest {
  /** A template, a work directory, or a folder of products. */
  readonly path: string;
  /** Work directory of a template of another name; its own folder when left out. */
  readonly workDir?: string;
  /** Those that can be recognised; all of them when left out. */
  readonly processors?: readonly Processor[];
  /** Measure where the frames of pairs meet, which reads pixels. */
  readonly seams?: boolean;
  /** Draw where the frames lie. */
  readonly seamFigure?: SeamFigure;
}

/** A work directory as its templates say it, or products without one. */
export interface Subject {
  /** undefined when there is neither template nor products. */
  readonly project?: Project;
  /** Template that a fix goes to; undefined when there is none. */
  readonly template?: string;
  /** By what the products were known, when there is no template. */
  readonly recognised?: Recognised;
}

/**
 * Read what a path stands for, without writing a thing.
 * @throws {FileError} when nothing is there  @throws {OptionError} for values of the template that cannot be used
 */
export function subjectOf({ path, workDir, processors }: DoctorRequest): Subject {
  const { isTemplate, template, folder } = placesOf(path, workDir);
  if (isTemplate || existsSync(join(folder, TEMPLATE_NAME))) {
    const project = openProject({
      workDir: folder,
      customFile: isTemplate ? template : null,
      readOnly: true,
    });
    return { project, template };
  }
  const recognised = recognise(folder, processors);
  return recognised === undefined ? {} : { recognised, project: projectOf(recognised) };
}

/** The template file and the work directory that a path stands for. @throws {NotFoundError} when it is not there */
export function placesOf(
  path: string,
  workDir?: string,
): { isTemplate: boolean; template: string; folder: string } {
  const absolute = resolve(path);
  const status = statSync(absolute, { throwIfNoEntry: false });
  if (status === undefined)
    throw new NotFoundError(
      `${absolute} does not exist.`,
      'Give a template, a work directory, or the folder of the products.',
    );
  if (status.isDirectory())
    return { isTemplate: false, template: join(absolute, TEMPLATE_NAME), folder: absolute };
  const isOwn = basename(absolute) === TEMPLATE_NAME;
  const folder = isOwn || workDir === undefined ? dirname(absolute) : resolve(workDir);
  return { isTemplate: true, template: absolute, folder };
}

/** Loading options of recognised products, as lines of a template for a work directory. */
export function templateLines(
  { processor, patterns, folder }: Recognised,
  workDir: string,
): Map<string, string> {
  const lines = Object.entries(patterns).map(
    ([option, pattern]) => [`mintpy.load.${option}`, patternFrom(workDir, folder, pattern)] as const,
  );
  return new Map([['mintpy.load.processor', processor.name], ...lines]);
}

/** A pattern of a folder, seen from a work directory. */
export function patternFrom(workDir: string, folder: string, pattern: string): string {
  return relative(workDir, join(folder, pattern)) || '.';
}

function projectOf(recognised: Recognised): Project {
  const { folder } = recognised;
  const text = [...templateLines(recognised, folder)].map((line) => line.join(' = ')).join('\n');
  const options = resolveOptions(parseTemplate(text, { source: folder, env: null }));
  return {
    ...options,
    workDir: folder,
    templateFile: join(folder, TEMPLATE_NAME),
    name: null,
    custom: null,
    metadata: new Map(),
    otherLines: new Map(),
    messages: [],
  };
}
