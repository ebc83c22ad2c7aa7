import { fastest } from '../simd-module.ts';
import type { MakeLaneKernel } from './lane-kernel.ts';
import { laplacianKernel } from './laplacian-kernel.ts';
import { hasSimd, laplacianSimdKernel } from './laplacian-simd.ts';

/** The arithmetic of the inversion as fast as this machine has it. */
export const fastestLaneKernel: MakeLaneKernel = (setup, capacity) =>
  fastest(
    hasSimd(),
    () => laplacianSimdKernel(setup, capacity),
    () => laplacianKernel(setup, capacity),
  );
