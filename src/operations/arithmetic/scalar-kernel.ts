import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

/** Arithmetic between a raster and a number, by sign. */
export type Operator = '+' | '-' | '*' | '/' | '^';

export interface ScalarArgs {
  readonly operator: Operator;
  readonly operand: number;
}

type Block = BlockFunction<{ readonly values: Values }, { readonly values: Float32Array }>;

/** values [planes, numPixel] to `value operator operand`, in double precision and stored as float32. */
export default function scalarKernel({ operator, operand }: ScalarArgs): Block {
  const apply = OPERATIONS[operator];
  return ({ values }) => {
    const out = values instanceof Float32Array ? values : new Float32Array(values.length);
    apply(values, out, operand);
    return { outputs: { values: out } };
  };
}

type Apply = (from: Values, to: Float32Array, operand: number) => void;

/** One loop each: a function that is called for every pixel takes longer than its sum. */
const OPERATIONS: Readonly<Record<Operator, Apply>> = {
  '+': (from, to, operand) => {
    for (let i = 0; i < to.length; i++) to[i] = from[i] + operand;
  },
  '-': (from, to, operand) => {
    for (let i = 0; i < to.length; i++) to[i] = from[i] - operand;
  },
  '*': (from, to, operand) => {
    for (let i = 0; i < to.length; i++) to[i] = from[i] * operand;
  },
  '/': (from, to, operand) => {
    for (let i = 0; i < to.length; i++) to[i] = from[i] / operand;
  },
  '^': (from, to, operand) => {
    if (operand === 2) for (let i = 0; i < to.length; i++) to[i] = from[i] * from[i];
    else for (let i = 0; i < to.length; i++) to[i] = from[i] ** operand;
  },
};
