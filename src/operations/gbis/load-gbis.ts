import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { type MatValue, readMat } from '../../io/matlab/read-mat.ts';
import { writeProduct } from '../../io/products/product.ts';
import { assertRequest } from '../request.ts';

type Struct = Readonly<Record<string, MatValue>>;

/**
 * Data, model and residual of an inversion by GBIS (Bagnardi & Hooper 2018), as rasters: `mintsar load_gbis`. Writes one
 * `{name}.h5` per data set beside the result, with the parameters of the best model as attributes.
 * @returns the files
 * @throws {FileError} when the result or the data it was made from lack something
 */
export async function loadGbis({ file }: { readonly file: string }, context: Context): Promise<string[]> {
  assertRequest('loadGbis', { file }, context, ['file']);
  const result = readMat(file);
  const datasets = structsOf(file, result, 'insar');
  const plots = structsOf(file, result, 'insarPlot');
  if (plots.length !== datasets.length)
    throw new FileError(
      `${file} has ${datasets.length} data sets (insar) and ${plots.length} results (insarPlot).`,
      'Make the report of GBIS again: generateFinalReport.',
    );
  const parameters = modelAttributes(file, result);
  const written: string[] = [];
  for (const [k, plot] of plots.entries()) {
    const data = readMat(dataPath(file, datasets[k], k));
    const outfile = join(dirname(file), `${text(file, plot, 'name')}.h5`);
    await writeDataset(file, plot, data, { parameters, outfile }, context);
    written.push(outfile);
  }
  return written;
}

async function writeDataset(
  file: string,
  plot: Struct,
  data: ReadonlyMap<string, MatValue>,
  { parameters, outfile }: { parameters: Attributes; outfile: string },
  context: Context,
): Promise<void> {
  const mask = numbers(file, Object.fromEntries(data), 'Mask');
  const [length, width] = mask.shape;
  // MATLAB's rasters go down the columns, the lists of pixels along the rows.
  const pixels = Array.from({ length: length * width }, (_, i) => i).filter(
    (i) => mask.data[(i % width) * length + Math.floor(i / width)] !== 0,
  );
  const lists = {
    hgt: numbers(file, Object.fromEntries(data), 'Height').data,
    data: numbers(file, plot, 'data').data,
    model: numbers(file, plot, 'model').data,
    residual: numbers(file, plot, 'residual').data,
  };
  const rasters = Object.entries(lists).map(([name, list]) => {
    if (list.length !== pixels.length)
      throw new FileError(
        `${file}: ${name} has ${list.length} values, the mask of its data ${pixels.length} pixels.`,
        'Give the result together with the data it was made from.',
      );
    const values = new Float32Array(length * width).fill(Number.NaN);
    pixels.forEach((pixel, k) => {
      values[pixel] = list[k];
    });
    return { name, type: 'f4' as const, shape: [length, width], values };
  });
  const own = {
    UNIT: 'm',
    FILE_TYPE: 'displacement',
    PROCESSOR: 'GBIS',
    LENGTH: String(length),
    WIDTH: String(width),
  };
  await writeProduct(outfile, { ...metadataOf(data), ...own, ...parameters }, rasters, context);
}

/** Elements of a struct array, or structs in a cell array. */
function structsOf(file: string, all: ReadonlyMap<string, MatValue>, name: string): readonly Struct[] {
  const value = all.get(name);
  if (value?.kind === 'structs') return value.structs;
  const cells = value?.kind === 'cells' ? value.cells : [];
  const structs = cells.flatMap((cell) => (cell.kind === 'structs' ? cell.structs : []));
  if (structs.length > 0) return structs;
  throw new FileError(
    `${file} has no ${name}: it has ${[...all.keys()].join(', ') || 'nothing'}.`,
    'Give the result of GBIS once its report was made (generateFinalReport).',
  );
}

function numbers(file: string, struct: Struct, name: string) {
  const value = struct[name];
  if (value?.kind === 'numbers') return value;
  throw new FileError(`${file}: there are no numbers ${name}.`, `It has: ${Object.keys(struct).join(', ')}.`);
}

function text(file: string, struct: Struct, name: string): string {
  const value = struct[name];
  if (value?.kind === 'text') return value.text;
  throw new FileError(`${file}: there is no text ${name}.`, `It has: ${Object.keys(struct).join(', ')}.`);
}

/** The file a data set was read from: where the result says, else beside the result or its folder, else as the .inp file says. */
function dataPath(file: string, dataset: Struct, k: number): string {
  const told = text(file, dataset, 'dataPath');
  const folder = dirname(file);
  const name = basename(told.replaceAll('\\', '/'));
  const sheet = `${dirname(resolve(file))}.inp`;
  const listed = existsSync(sheet)
    ? Array.from(
        readFileSync(sheet, 'utf8').matchAll(/^\s*insar\{\d+\}\.dataPath\s*=\s*'([^']+)'/gm),
        (m) => m[1],
      )
    : [];
  const places = [told, resolve(folder, told), join(folder, name), join(folder, '..', name), listed[k]];
  const found = places.find((place) => place !== undefined && existsSync(place));
  if (found !== undefined) return found;
  throw new FileError(
    `${told}, from which ${file} was made, does not exist.`,
    `Put ${name} beside the result.`,
  );
}

/** Values of the best model by name of the parameter, blanks as underscores. */
function modelAttributes(file: string, result: ReadonlyMap<string, MatValue>): Attributes {
  const [results] = structsOf(file, result, 'invResults');
  const values = numbers(file, results, 'optimalmodel').data;
  const model = results['model']?.kind === 'structs' ? results['model'].structs[0] : {};
  const names = model['parName']?.kind === 'cells' ? model['parName'].cells : [];
  const words = names.map((name) => (name.kind === 'text' ? name.text : ''));
  if (words.length < values.length)
    throw new FileError(
      `${file} names ${words.length} of the ${values.length} parameters of its model.`,
      'Make the report of GBIS again: generateFinalReport.',
    );
  return {
    DEFORMATION_MODEL: words[0].split(' ')[0],
    ...Object.fromEntries(
      Array.from(values, (value, k) => [words[k].replaceAll(' ', '_'), pythonFloat(value)]),
    ),
  };
}

/** Attributes of the data, which save_gbis kept as a struct of texts. */
function metadataOf(data: ReadonlyMap<string, MatValue>): Attributes {
  const value = data.get('Metadata');
  if (value?.kind !== 'structs') return {};
  return Object.fromEntries(
    Object.entries(value.structs[0] ?? {}).flatMap(([key, field]) => {
      if (field.kind === 'text') return [[key, field.text]];
      return field.kind === 'numbers' && field.data.length === 1 ? [[key, String(field.data[0])]] : [];
    }),
  );
}
