import type { Values } from '../../core/array.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { circleMask, polygonMask } from '../../core/terrain/mask-shapes.ts';
import type { Circle, MaskRules, PixelRange } from './generate-mask.ts';

export interface MaskRulesArgs {
  readonly rules: Omit<MaskRules, 'minPixels' | 'base'>;
  /** of the whole image */
  readonly length: number;
  /**
   * [length * width] of the whole image, shared: what the rules on values leave, for those who look for clusters in it. Other rules
   * start from it when it is `known`.
   */
  readonly values?: { readonly mask: Uint8Array; readonly isKnown: boolean };
  readonly baseValue?: number;
}

export interface MaskInputs {
  readonly values: Values;
  /** standard deviation */
  readonly std?: Values;
  /** [planes, numPixel], which are added up */
  readonly base?: Values;
}

type MaskBlock = BlockFunction<MaskInputs, { readonly mask?: Uint8Array }>;

/** Values to a mask, 1 = keep, by all rules that look at a pixel alone; row sums: how many are kept. */
export default function maskRulesKernel({
  rules,
  length,
  values: shared,
  baseValue,
}: MaskRulesArgs): MaskBlock {
  return ({ values, std, base }, block) => {
    const part = shared?.mask.subarray(block.y0 * block.width, block.y1 * block.width);
    const mask = shared?.isKnown ? part!.slice() : thresholdMask(values, rules, block, length);
    if (shared !== undefined && !shared.isKnown) {
      part!.set(mask);
      return {};
    }
    const { stdFactor, excludeCircle: out, includeCircle: inside, polygon } = rules;
    if (std !== undefined && stdFactor !== undefined)
      for (let p = 0; p < mask.length; p++)
        if (!(Math.abs(values[p]) > stdFactor * std[p]) && !Number.isNaN(values[p])) mask[p] = 0;
    keepWhere(mask, windowMask(block, length, rules.y, rules.x), 1);
    const circle = ({ y, x, radius }: Circle) =>
      circleMask(block.y1 - block.y0, block.width, y, x, radius, block.y0).data;
    if (out) keepWhere(mask, circle(out), 0);
    if (inside) keepWhere(mask, circle(inside), 1);
    if (polygon) keepWhere(mask, polygonMask(block.y1 - block.y0, block.width, polygon, block.y0).data, 1);
    if (base !== undefined && baseValue !== undefined) dropWhere(mask, base, Math.fround(baseValue));
    if (rules.revert) for (let p = 0; p < mask.length; p++) mask[p] = 1 - mask[p];
    return { outputs: { mask }, rowSums: keptOfRows(mask, block) };
  };
}

/** Rules that look at the value alone. */
function thresholdMask(
  values: Values,
  { keepNaN = false, nonzero = false, thresholdArea, ...rules }: MaskRulesArgs['rules'],
  block: RowBlock,
  length: number,
): Uint8Array {
  // Pixels are float32: a pixel stored as 0.7 reaches a minimum of 0.7.
  const min = Math.fround(rules.min ?? -Infinity);
  const max = Math.fround(rules.max ?? Infinity);
  const area = thresholdAreaOf(thresholdArea, block, length);
  const mask = new Uint8Array(block.numPixel);
  for (let p = 0; p < mask.length; p++) {
    const value = Math.fround(values[p]);
    const isOut =
      (!keepNaN && Number.isNaN(value)) ||
      (nonzero && value === 0) ||
      ((value < min || value > max) && (area === undefined || area[p] === 1));
    mask[p] = isOut ? 0 : 1;
  }
  return mask;
}

function thresholdAreaOf(
  area: MaskRules['thresholdArea'],
  block: RowBlock,
  length: number,
): Uint8Array | undefined {
  const window = windowMask(block, length, area?.y, area?.x);
  if (area?.polygon === undefined) return window;
  const inside = polygonMask(block.y1 - block.y0, block.width, area.polygon, block.y0).data;
  keepWhere(inside, window, 1);
  return inside;
}

function windowMask(
  { y0: top, y1: bottom, width, numPixel }: RowBlock,
  length: number,
  rows?: PixelRange,
  columns?: PixelRange,
): Uint8Array | undefined {
  if (rows === undefined && columns === undefined) return undefined;
  const [y0, y1] = rows ?? [0, length];
  const [x0, x1] = columns ?? [0, width];
  const data = new Uint8Array(numPixel);
  const left = Math.max(0, x0);
  const right = Math.min(width, x1);
  for (let y = Math.max(top, y0); y < Math.min(bottom, y1); y++)
    if (left < right) data.fill(1, (y - top) * width + left, (y - top) * width + right);
  return data;
}

function keepWhere(mask: Uint8Array, shape: Uint8Array | undefined, wanted: 0 | 1): void {
  if (shape === undefined) return;
  for (let p = 0; p < mask.length; p++) if (shape[p] !== wanted) mask[p] = 0;
}

/** @param planes [planes, numPixel], added up in single precision */
function dropWhere(mask: Uint8Array, planes: Values, value: number): void {
  const sum = Float32Array.from(planes.subarray(0, mask.length));
  for (let from = mask.length; from < planes.length; from += mask.length)
    for (let p = 0; p < mask.length; p++) sum[p] += planes[from + p];
  for (let p = 0; p < mask.length; p++) if (sum[p] === value) mask[p] = 0;
}

function keptOfRows(mask: Uint8Array, { y0, y1, width }: RowBlock): Float64Array[] {
  return Array.from({ length: y1 - y0 }, (_, y) =>
    Float64Array.of(mask.subarray(y * width, (y + 1) * width).reduce((sum, keep) => sum + keep, 0)),
  );
}
