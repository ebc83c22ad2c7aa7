import { quietContext } from '../../src/core/context.ts';
import type { DatasetSpec, H5Values } from '../../src/io/hdf5/types.ts';
import { writeProduct } from '../../src/io/products/product.ts';

/*
 * Four dates, six interferograms of which 20200101_20200206 is dropped; two components with a gap between them. In
 * 20200113_20200125 the right one is 2 cycles too high.
 */
export const [length, width] = [40, 90];
export const size = length * width;
export const dates = ['20200101', '20200113', '20200125', '20200206'];
export const pairs = [
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 2],
  [1, 3],
  [2, 3],
];
export const [DROPPED, BROKEN] = [2, 3];
export const component = (x: number) => (x < 40 ? 1 : x >= 50 && x < 85 ? 2 : 0);
export const smooth = pairs.map(([a, b]) =>
  Float32Array.from({ length: size }, (_, i) => (b - a) * (0.2 + 0.004 * (i % width))),
);
export const refX = 5;
export const reference = { y: 3, x: refX };
export const relative = (k: number) => smooth[k].map((v) => v - smooth[k][3 * width + refX]);

export type Filled = DatasetSpec & { readonly values: H5Values };

export function datasets(): Filled[] {
  const phase = new Float32Array(6 * size);
  const components = new Int16Array(6 * size);
  for (let k = 0; k < 6; k++) {
    for (let i = 0; i < size; i++) {
      const label = component(i % width);
      components[k * size + i] = label;
      phase[k * size + i] = smooth[k][i] + (k === BROKEN && label === 2 ? 4 * Math.PI : 0);
    }
  }
  const shape = [6, length, width];
  const time = { MODIFICATION_TIME: '1000.5' };
  return [
    { name: 'date', type: 'S8', shape: [6, 2], values: pairs.flat().map((d) => dates[d]) },
    {
      name: 'dropIfgram',
      type: 'bool',
      shape: [6],
      values: Uint8Array.from(pairs, (_, k) => (k === DROPPED ? 0 : 1)),
    },
    { name: 'unwrapPhase', type: 'f4', shape, values: phase, attributes: time },
    { name: 'connectComponent', type: 'i2', shape, values: components, attributes: time, compression: 'lzf' },
  ];
}

export const withoutComponentAtReference = (all: Filled[]) =>
  all.map((d) => {
    if (d.name !== 'connectComponent') return d;
    const values = (d.values as Int16Array).slice();
    for (let i = 0; i < size; i++) if (i % width < 40) values[4 * size + i] = 0;
    return { ...d, values };
  });

/** Write the stack, with other datasets if `change` says so. */
export async function writeBrokenStack(
  path: string,
  change: (all: Filled[]) => Filled[] = (all) => all,
): Promise<void> {
  const size = { LENGTH: `${length}`, WIDTH: `${width}` };
  const attributes = { FILE_TYPE: 'ifgramStack', ...size, REF_Y: `${reference.y}`, REF_X: `${reference.x}` };
  await writeProduct(path, attributes, change(datasets()), quietContext());
}

/** Write a mask that keeps some columns. */
export async function writeColumnMask(
  path: string,
  keep: (x: number) => boolean,
  columns = width,
): Promise<void> {
  const values = Uint8Array.from({ length: length * columns }, (_, i) => (keep(i % columns) ? 1 : 0));
  const attributes = { FILE_TYPE: 'mask', LENGTH: `${length}`, WIDTH: `${columns}` };
  const mask = { name: 'mask', type: 'bool' as const, shape: [length, columns], values };
  await writeProduct(path, attributes, [mask], quietContext());
}
