/**
 * Asks for its planes in an array of its own, and tells whether they came there.
 * @type {import('../../src/core/plane.ts').PlaneKernel<{ numPixel: number }, { isThere: boolean, first: number }>}
 */
export default function roomKernel({ numPixel }) {
  const room = new Float32Array(numPixel);
  const look = ({ cube }) => ({ summary: { isThere: cube.data.buffer === room.buffer, first: room[0] } });
  return Object.assign(look, { room: () => room });
}
