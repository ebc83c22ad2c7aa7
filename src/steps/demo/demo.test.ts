import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { type DemoResult, runDemo } from './demo.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scene = { length: 60, width: 80, numDate: 8 };
let first: DemoResult;
beforeAll(async () => {
  first = await runDemo({ folder, scene }, quietContext());
});

test('the velocity of a simulated stack follows the truth', () => {
  const { comparison, figure } = first.run!;
  expect(first.kept).toBe(false);
  expect(comparison.numPixel).toBeGreaterThan(500);
  expect(comparison.rms).toBeLessThan(0.6 * comparison.truth);
  expect(comparison.correlation).toBeGreaterThan(0.85);
  expect(statSync(figure).size).toBeGreaterThan(10_000);
});

test('the same demo again finds everything up to date', async () => {
  const again = await runDemo({ folder, scene }, quietContext());
  expect(again.kept).toBe(true);
  const outcomes = new Set(again.run!.workflow.outcomes.map(({ outcome }) => outcome));
  expect(outcomes).toEqual(new Set(['up to date', 'skipped']));
  expect(again.run!.comparison).toEqual(first.run!.comparison);
});

test('another scene is refused in the same folder, and the one that is there stays', async () => {
  const note = join(folder, 'scene.json');
  const before = readFileSync(note, 'utf8');
  const other = runDemo({ folder, scene: { ...scene, seed: 5 } }, quietContext());
  await expect(other).rejects.toThrow(FileError);
  expect(readFileSync(note, 'utf8')).toBe(before);
});

test('raw products alone are written without running a step', async () => {
  const raw = join(folder, 'raw');
  const { run, stack } = await runDemo({ folder: raw, scene, workflow: false }, quietContext());
  expect(run).toBeUndefined();
  expect(existsSync(stack.template)).toBe(true);
  expect(existsSync(join(stack.workFolder, 'inputs'))).toBe(false);
});
