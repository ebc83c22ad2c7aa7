declare module 'js-colormaps-es' {
  /** matplotlib's colormaps: `interpolate` is false for qualitative ones. Components run from 0 to 1. */
  export const data: Record<string, { interpolate: boolean; colors: [number, number, number][] }>;
}
