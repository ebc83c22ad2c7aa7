import { colormap, colorOf } from '../../../plot/colormap.ts';

/** Colours of coherence as `plot_network` has them: red below 0.4, blue above. */
const COHERENCE = colormap('RdBu_truncate', { vlist: [0.2, 0.4, 1] });
const RESIDUAL = colormap('lajolla');

/** Ends of the scales of a matrix: of coherence, and of the size of residuals in rad. */
export const SCALES = { coherence: [0.2, 1], residual: [0, Math.PI / 2] } as const;
const [LOW, HIGH] = SCALES.coherence;

/** @param value NaN = unknown */
export function coherenceColor(value: number): string {
  return Number.isNaN(value) ? '#8a939e' : colorOf(COHERENCE, value, LOW, HIGH);
}

/** Size of a residual: a quarter of a cycle and more is the strongest colour. */
export function residualColor(radians: number): string {
  return colorOf(RESIDUAL, Math.abs(radians), 0, SCALES.residual[1]);
}
