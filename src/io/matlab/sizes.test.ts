import { expect, test } from 'vitest';
import { assertFitsNpz } from '../numpy/npz-writer.ts';
import { assertFitsMat } from './mat-file.ts';

test('what .mat and .npz cannot hold is told before it is made', () => {
  expect(() => assertFitsNpz('scene.npz', 2 ** 30)).toThrow(/scene.npz would hold 4.0 GB/);
  expect(() => assertFitsNpz('scene.npz', 2 ** 30 - 2 ** 16)).not.toThrow();
  expect(() => assertFitsMat('a.mat', 'Phase', 2 ** 30, 'single')).toThrow(
    /Phase in a.mat would hold 4.0 GB/,
  );
  expect(() => assertFitsMat('a.mat', 'Mask', 2 ** 30, 'logical')).not.toThrow();
});
