import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { type MultilookMethod, multilook } from '../../core/terrain/multilook.ts';

export interface MultilookArgs {
  readonly looks: { readonly y: number; readonly x: number };
  readonly method: MultilookMethod;
  readonly planes: number;
  /** values are 0 and 1: of a mean or median, whatever is not 0 is 1 */
  readonly isMask: boolean;
}

type Input = Parameters<typeof multilook>[0]['data'];

/** Windows of looks.y x looks.x pixels to one each; a block of rows comes with looks.y rows to each. */
export default function multilookKernel({
  looks,
  method,
  planes,
  isMask,
}: MultilookArgs): BlockFunction<{ readonly values: Values }, { readonly values: Values }> {
  return ({ values }, { y0, y1, width }) => {
    const data = isMask ? Float32Array.from(values) : (values as Input);
    const shape = [planes, (y1 - y0) * looks.y, width * looks.x] as const;
    const { data: out } = multilook({ data, shape }, looks.y, looks.x, method);
    if (isMask) for (let i = 0; i < out.length; i++) if (out[i] > 0) out[i] = 1;
    return { outputs: { values: out } };
  };
}
