import type { Grid } from '../../src/core/array.ts';
import type { PlaneFunction } from '../../src/core/plane.ts';

type Look = PlaneFunction<
  { readonly cube: Grid },
  object,
  { readonly isThere: boolean; readonly first: number }
>;

/** Asks for its planes in an array of its own, and tells whether they came there. */
export default function roomKernel({ numPixel }: { readonly numPixel: number }): Look {
  const room = new Float32Array(numPixel);
  const look: Look = ({ cube }) => ({
    summary: { isThere: cube.data.buffer === room.buffer, first: room[0] },
  });
  return Object.assign(look, { room: () => room });
}
