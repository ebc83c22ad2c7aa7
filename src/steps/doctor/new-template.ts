import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseTemplate, templateText, writeValues } from '../../config/index.ts';
import { FileError, NotFoundError } from '../../core/errors.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { Processor } from '../../processors/processor.ts';
import { type Recognised, recognise } from '../../processors/recognise.ts';
import { templateLines } from './subject.ts';

export interface NewTemplateRequest {
  /** Folder of the products. */
  readonly folder: string;
  /** Template to write; its folder is the work directory. */
  readonly outfile: string;
  /** Those that can be recognised; all of them when left out. */
  readonly processors?: readonly Processor[];
}

/**
 * Write a complete template for the products of a folder.
 * @throws {FileError} when the folder holds no known products, or the template is there already
 */
export function writeTemplateFor({ folder, outfile, processors }: NewTemplateRequest): Recognised {
  if (!existsSync(folder))
    throw new NotFoundError(
      `${folder} does not exist.`,
      'Give the folder that holds the products of a stack.',
    );
  if (existsSync(outfile))
    throw new FileError(
      `${outfile} is there already and stays as it is.`,
      'Give another name with -o, or move the old template away.',
    );
  const recognised = recognise(folder, processors);
  if (recognised === undefined)
    throw new FileError(
      `${folder} holds no interferograms of a known processor.`,
      'Give the folder that holds interferograms and geometry together; mintsar load_data --help lists the processors.',
    );
  const lines = [...templateLines(recognised, dirname(outfile))].map((line) => line.join(' = '));
  const values = parseTemplate(lines.join('\n'), { env: null });
  writeWhole(outfile, writeValues(templateText(), values, null).text);
  return recognised;
}
