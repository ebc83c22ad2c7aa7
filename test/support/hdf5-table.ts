import type { H5Reader, H5Values } from '../../src/io/hdf5/types.ts';

/* What h5py says of the files that hdf5-table.py writes, and how a reader differs from it. Runs in browsers, too. */

interface ExpectedDataset {
  readonly dtype: string;
  readonly shape: number[] | null;
  readonly attributes: number;
  readonly values?: (number | string | boolean)[];
  /** instead of values: one for all but the others */
  readonly fill?: number;
  readonly count?: number;
  readonly others?: [number, number][];
}

export interface ExpectedFile {
  readonly datasets: Record<string, ExpectedDataset>;
  /** links that lead nowhere, and groups in themselves */
  readonly nowhere: string[];
  readonly attributes: string[];
  readonly shown: Record<string, string>;
}

/** Types and layouts that are refused by name, and the name. */
const REFUSED: Record<string, RegExp> = {
  'types/opaque': /values are of type \|V2/,
  'types/compound': /values are of type \[\('a', '<i4'\), \('b', '<f8'\)\]/,
  'types/reference': /values are of type object/,
  'types/vlen': /values are of type object/,
  'types/array': /values are of type \('<f4', \(3,\)\)/,
  'types/null': /it is empty \(a null dataspace\)/,
  'layouts/scale-offset': /packed by scale-offset/,
  'layouts/n-bit': /packed by n-bit/,
  'layouts/virtual': /virtual dataset/,
};

/**
 * Compare every member of a file with what h5py reads.
 * @param isAlone other files cannot be reached: what lies in them must be refused by name
 * @returns one line per difference, none when all is right
 */
export async function differences(
  file: H5Reader,
  expected: ExpectedFile,
  isAlone: boolean,
): Promise<string[]> {
  const out: string[] = [];
  const check = (what: string, found: unknown, wanted: unknown) => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b) out.push(`${what}: ${a?.slice(0, 200)} instead of ${b?.slice(0, 200)}`);
  };
  check('attributes', Object.keys(file.attributes).sort(), expected.attributes);
  for (const [name, text] of Object.entries(expected.shown)) check(name, file.attributes[name], text);
  for (const name of expected.nowhere)
    check(`${name} leads nowhere`, [file.datasets.has(name), file.others.has(name)], [false, true]);
  const names = [...Object.keys(expected.datasets), ...expected.nowhere].sort();
  const listed = [...file.datasets.keys(), ...file.others.keys()].sort();
  const isBeyond = (name: string) => isAlone && name.startsWith('links/beside');
  check(
    'members',
    listed.filter((name) => !isBeyond(name)),
    names.filter((name) => !isBeyond(name)),
  );
  for (const [name, wanted] of Object.entries(expected.datasets)) {
    const refused =
      REFUSED[name] ?? (isAlone && /beside|outside/.test(name) ? /data in another file/ : undefined);
    if (refused !== undefined) {
      const problem = await file.load(name).then(
        () => 'it was read',
        (error: Error) => error.message,
      );
      const isListed = file.datasets.has(name) || file.others.has(name);
      if ((isListed && !refused.test(problem)) || !problem.includes(name.split('/')[0]))
        out.push(`${name} is not refused by name: ${problem}`);
      const known = file.datasets.get(name) ?? file.others.get(name);
      if (known?.stored !== undefined) check(`dtype of ${name}`, known.stored, wanted.dtype);
      continue;
    }
    const info = file.datasets.get(name);
    if (info === undefined) {
      out.push(`${name} is missing: ${file.others.get(name)?.problem}`);
      continue;
    }
    check(`dtype of ${name}`, info.stored, wanted.dtype);
    check(`shape of ${name}`, info.shape, wanted.shape);
    check(`attributes of ${name}`, Object.keys(info.attributes).length, wanted.attributes);
    await file.load(name).then(
      (values) => compareValues(out, name, values, wanted),
      (error: Error) => out.push(`${name}: ${error.message}`),
    );
  }
  return out;
}

function compareValues(out: string[], name: string, values: H5Values, wanted: ExpectedDataset): void {
  const all = wanted.values ?? sparse(wanted);
  if (values.length !== all.length) out.push(`${name} has ${values.length} values instead of ${all.length}`);
  for (let k = 0; k < all.length; k++) {
    const value = typeof all[k] === 'boolean' ? Number(all[k]) : all[k];
    const isText = Array.isArray(values);
    const number = { nan: NaN, inf: Infinity, '-inf': -Infinity }[String(value)] ?? Number(value);
    if (isText ? values[k] === value : Object.is(values[k], number)) continue;
    out.push(`${name}: ${values[k]} instead of ${value} at ${k}`);
    return;
  }
}

function sparse({ fill, count, others }: ExpectedDataset): number[] {
  const values = new Array<number>(count!).fill(fill!);
  for (const [k, value] of others!) values[k] = value;
  return values;
}
