import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { Values } from '../../src/core/array.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';

/** Options of a template text: `key = value`, comments from `#` or `%` on. */
export function templateOptions(path: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const content = line.replace(/[#%].*$/, '');
    const equals = content.indexOf('=');
    if (equals > 0) out[content.slice(0, equals).trim()] = content.slice(equals + 1).trim();
  }
  return out;
}

/** A project folder with a copy of `input`, and a work directory in it; `template` is copied there. */
export function projectFrom(input: string, options: { beside?: boolean; template?: string } = {}) {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-')));
  cpSync(input, options.beside ? join(project, 'input') : project, {
    recursive: true,
    preserveTimestamps: true,
  });
  const workDir = join(project, 'mintpy');
  mkdirSync(workDir, { recursive: true });
  const template = options.template && join(workDir, basename(options.template));
  if (options.template && template) cpSync(options.template, template);
  return { project, workDir, template, remove: () => rmSync(project, { recursive: true, force: true }) };
}

/** Attributes that tell about the run and not about the data. */
const OF_THE_RUN = new Set(['FILE_PATH', 'OG_FILE_PATH', 'extra_file_name', 'REF_Y', 'REF_X']);

export interface FileTolerance {
  /** Largest difference per dataset; 0 when not named. */
  readonly datasets?: Readonly<Record<string, number>>;
  /** Attributes of the reference that are left out on purpose. */
  readonly ignore?: readonly string[];
}

/** Compare two HDF5 files: same attributes (numbers to 1e-9), datasets, types, shapes, NaN pattern and values. */
export async function expectSameFile(
  got: string,
  expected: string,
  tolerance: FileTolerance = {},
): Promise<void> {
  const ignored = new Set([...OF_THE_RUN, ...(tolerance.ignore ?? [])]);
  await withH5(got, (a) =>
    withH5(expected, (b) => {
      const keys = (attributes: object) =>
        Object.keys(attributes)
          .filter((key) => !ignored.has(key))
          .sort();
      expect(keys(a.attributes), `attributes of ${got}`).toEqual(keys(b.attributes));
      for (const key of keys(b.attributes)) expectSameText(key, a.attributes[key], b.attributes[key]);
      expect([...a.datasets.keys()].sort()).toEqual([...b.datasets.keys()].sort());
      for (const [name, info] of b.datasets) {
        const mine = a.datasets.get(name);
        expect([name, mine?.type, mine?.shape]).toEqual([name, info.type, info.shape]);
        expectSameValues(name, a.read(name), b.read(name), tolerance.datasets?.[name] ?? 0);
      }
    }),
  );
}

function expectSameText(key: string, got: string, expected: string): void {
  const a = Number(got);
  const b = Number(expected);
  if (expected.trim() !== '' && Number.isFinite(b))
    expect(Math.abs(a - b), `${key}: got ${got}, expected ${expected}`).toBeLessThanOrEqual(
      1e-9 * Math.abs(b),
    );
  else expect(got, key).toBe(expected);
}

function expectSameValues(
  name: string,
  got: Values | string[],
  expected: Values | string[],
  tolerance: number,
): void {
  expect(got.length, name).toBe(expected.length);
  if (Array.isArray(expected)) {
    expect(got, name).toEqual(expected);
    return;
  }
  const values = got as Values;
  let worst = 0;
  let nanMismatch = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(values[i]) !== Number.isNaN(expected[i])) nanMismatch++;
    const difference = Math.abs(values[i] - expected[i]);
    if (difference > worst) worst = difference;
  }
  expect(nanMismatch, `${name}: pixels that are NaN in one file only`).toBe(0);
  expect(worst, `${name}: largest difference`).toBeLessThanOrEqual(tolerance);
}
