import type { Box } from '../../core/array.ts';
import { cropGrid } from '../../core/geometry/map-grid.ts';
import { type Mixing, warpMap, warpWindow } from '../../core/geometry/resample/warp-map.ts';
import type { PlacedSource, WarpedSource, WarpMethod } from '../layer.ts';
import type { OpenLayer } from '../opened-layer.ts';

/** @param layer the opened layer of the source */
export function openPlaced({ y0: top, x0: left, layer: size }: PlacedSource, layer: OpenLayer): OpenLayer {
  return {
    isFar: layer.isFar,
    read({ y0, x0, y1, x1 }) {
      const own = {
        y0: Math.max(0, y0 - top),
        x0: Math.max(0, x0 - left),
        y1: Math.min(size.length, y1 - top),
        x1: Math.min(size.width, x1 - left),
      };
      const [rows, columns] = [y1 - y0, x1 - x0];
      if (own.y1 <= own.y0 || own.x1 <= own.x0) return new Float32Array(rows * columns).fill(Number.NaN);
      const values = layer.read(own);
      const width = own.x1 - own.x0;
      if (own.y1 - own.y0 === rows && width === columns) return values;
      const put = (inside: Float32Array): Float32Array => {
        const out = new Float32Array(rows * columns).fill(Number.NaN);
        for (let y = own.y0; y < own.y1; y++) {
          const at = (y - own.y0) * width;
          out.set(inside.subarray(at, at + width), (y + top - y0) * columns + own.x0 + left - x0);
        }
        return out;
      };
      return values instanceof Promise ? values.then(put) : put(values);
    },
    close: () => layer.close(),
  };
}

/** A value that stands for the same angle, within half a turn of another one. */
const turned = (value: number, covering: number, turn: number) =>
  value - turn * Math.round((value - covering) / turn);

/** What values count as between pixels: 0 of a phase or coherence is no data, and phases of other cycles are not averaged. */
const MIXING: Partial<Record<WarpMethod, Mixing>> = {
  positive: (value, covering) => ((value === 0) === (covering === 0) ? value : Number.NaN),
  phase: (value, covering) =>
    (value === 0) === (covering === 0) && Math.abs(value - covering) <= Math.PI ? value : Number.NaN,
  wrapped: (value, covering) =>
    (value === 0) === (covering === 0) ? turned(value, covering, 2 * Math.PI) : Number.NaN,
  degrees: (value, covering) => turned(value, covering, 360),
};

/**
 * Values between pixels: of the pixel that covers a place (`nearest`), or weighed by the distances of those around it that have
 * data (`bilinear`; `positive`, where 0 is none; `phase`, only those within half a cycle of the covering one; `wrapped` phase and
 * `degrees`, across their period). Where the covering pixel has none, none comes of it but by `bilinear`.
 * @param layer the opened layer of the source
 */
export function openWarped({ from, grid, method }: WarpedSource, layer: OpenLayer): OpenLayer {
  const how = method === 'nearest' || method === 'bilinear' ? method : (MIXING[method] as Mixing);
  const period = method === 'wrapped' ? 2 * Math.PI : method === 'degrees' ? 360 : undefined;
  return {
    isFar: layer.isFar,
    read(box: Box) {
      const to = cropGrid(grid, box);
      const window = warpWindow(from, to);
      if (window === undefined) return new Float32Array(to.length * to.width).fill(Number.NaN);
      const put = (data: Float32Array): Float32Array => {
        const shape = [window.y1 - window.y0, window.x1 - window.x0] as const;
        const out = warpMap({ data, shape }, cropGrid(from, window), to, how);
        if (period !== undefined)
          for (let i = 0; i < out.length; i++) out[i] -= period * Math.floor(out[i] / period + 0.5);
        return out;
      };
      const values = layer.read(window);
      return values instanceof Promise ? values.then(put) : put(values);
    },
    close: () => layer.close(),
  };
}
