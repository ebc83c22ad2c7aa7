import { prepareTimeFunctionFit } from '../../../core/timeseries/fit.ts';
import invertKernel from '../../../operations/inversion/invert-network-kernel.ts';
import type { InvertedRows, InvertRows } from './inverted-rows.ts';
import type { OpenProduct } from './opened.ts';
import type { Window } from './product.ts';

let last: { run: string; invert: ReturnType<typeof invertKernel>; fit: Fit | undefined } | undefined;
type Fit = ReturnType<typeof prepareTimeFunctionFit>;

/** Invert some rows of a map with the kernel of the command: the same bits. */
export async function invertRows(
  stack: OpenProduct,
  ask: InvertRows,
  open: (product: string) => OpenProduct,
): Promise<InvertedRows> {
  const { run, args, window, rows, kept, dates, seconds } = ask;
  if (last?.run !== run) {
    last = undefined; // its memory may be what the next one needs
    last = { run, invert: invertKernel(args), fit: lineFit(dates, seconds) };
  }
  const own = last;
  const { step } = window;
  const part = {
    ...window,
    y0: window.y0 + rows[0] * step,
    y1: Math.min(window.y1, window.y0 + rows[1] * step),
  };
  const cube = (dataset: string) => readCube(stack, dataset, part, kept);
  const observed = await cube(ask.observed);
  const quality = ask.quality === undefined ? undefined : await cube(ask.quality);
  const mask = ask.mask === undefined ? undefined : await cube(ask.mask);
  const scene = await Promise.all(
    ask.sceneMasks.map(({ product, dataset }) => readPlane(open(product), dataset, 0, part)),
  );
  const width = Math.ceil((window.x1 - window.x0) / step);
  const numPixel = (rows[1] - rows[0]) * width;
  const { outputs } = own.invert(
    { observed, ...(quality && { quality }), ...(mask && { mask }), ...sceneMasksOf(scene) },
    { y0: rows[0], y1: rows[1], width, numPixel },
  );
  const timeseries = new Float32Array(outputs.timeseries);
  const velocity = own.fit?.(timeseries).get('velocity');
  return {
    timeseries,
    ...(velocity && { velocity: new Float32Array(velocity) }),
    temporalCoherence: new Float32Array(outputs.inversionQuality),
    numInvIfgram: new Float32Array(outputs.numInvIfgram),
  };
}

/** A pixel is left out where any of the rasters is 0 or has no value. */
function sceneMasksOf(scene: readonly Float32Array[]): { waterMask?: Float32Array } {
  const [first, ...others] = scene;
  if (first === undefined) return {};
  return { waterMask: first.map((value, p) => (others.every((other) => other[p]) ? value : 0)) };
}

function lineFit(dates: readonly string[], seconds: number): Fit | undefined {
  if (dates.length < 3) return undefined;
  const model = { polynomial: 1, periodic: [], stepDate: [], exp: [], log: [] };
  return prepareTimeFunctionFit({ dates, seconds, model });
}

async function readPlane(
  product: OpenProduct,
  dataset: string,
  plane: number,
  window: Window,
): Promise<Float32Array> {
  return (await product.patch(dataset, plane, { window, hasMean: false, zeroIsEmpty: false })).data;
}

/** Planes of a part of a stack, [kept.length, numPixel]: pixels of the file, or the middle one of every `step` x `step`. */
async function readCube(
  stack: OpenProduct,
  dataset: string,
  window: Window,
  kept: readonly number[],
): Promise<Float32Array> {
  const { y0, y1, x0, x1, step } = window;
  const rows = Math.ceil((y1 - y0) / step);
  const columns = Math.ceil((x1 - x0) / step);
  const size = rows * columns;
  const out = new Float32Array(kept.length * size);
  if (stack.cube === undefined) {
    for (let k = 0; k < kept.length; k++) out.set(await readPlane(stack, dataset, kept[k], window), k * size);
    return out;
  }
  if (step === 1) {
    const all = await stack.cube(dataset, window);
    if (kept.length * size === all.length) return all;
    for (let k = 0; k < kept.length; k++)
      out.set(all.subarray(kept[k] * size, (kept[k] + 1) * size), k * size);
    return out;
  }
  const middle = step >> 1;
  const width = x1 - x0;
  for (let row = 0; row < rows; row++) {
    const y = Math.min(y1 - 1, y0 + row * step + middle);
    const all = await stack.cube(dataset, { y0: y, y1: y + 1, x0, x1 });
    for (let k = 0; k < kept.length; k++) {
      const from = kept[k] * width;
      const to = k * size + row * columns;
      for (let column = 0; column < columns; column++)
        out[to + column] = all[from + Math.min(width - 1, column * step + middle)];
    }
  }
  return out;
}
