import type { PlaneFunction } from '../../core/plane.ts';

export interface SamplesKernelArgs {
  /** raster indices of the pixels wanted */
  readonly pixels: Int32Array;
}

/** Values of a raster at chosen pixels. */
export default function samplesKernel({ pixels }: SamplesKernelArgs): PlaneFunction<Float32Array> {
  return ({ phase }) => ({ summary: Float32Array.from(pixels, (i) => phase.data[i]) });
}
