import { existsSync, readFileSync } from 'node:fs';
import { plainNumbers } from '../../compute/work-journal.ts';
import { version } from '../../io/files/version.ts';
import { planeKeys } from '../../io/products/kept-planes.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { DrawnRaster } from './drawn-raster.ts';

/* The planes of a stack as they were drawn, kept in a file: of a stack that was added to, the new ones alone are read and averaged. */

/** A plane of a dataset that is to be drawn, and all that its drawing depends on beside its values. */
export interface PlaneToDraw {
  readonly dataset: string;
  readonly plane: number | undefined;
  readonly matters: unknown;
}

/**
 * Draw planes of one dataset of a stack, or take those that were drawn alike before.
 * @param keep file of those that were drawn before, which becomes that of these
 */
export function drawOrKeep(
  keep: string,
  stack: string,
  planes: readonly PlaneToDraw[],
  draw: (index: number) => DrawnRaster,
): DrawnRaster[] {
  const keys = keysOf(stack, planes);
  if (keys === undefined) return planes.map((_, k) => draw(k));
  const known = read(keep);
  const drawn = new Map(keys.map((key, k) => [key, known.get(key) ?? draw(k)]));
  if (known.size !== drawn.size || keys.some((key) => !known.has(key))) write(keep, drawn);
  return keys.map((key) => drawn.get(key)!);
}

/** @returns undefined where it cannot be told whether a plane is the one that was drawn */
function keysOf(stack: string, planes: readonly PlaneToDraw[]): string[] | undefined {
  const [{ dataset }] = planes;
  if (planes.some((one) => one.dataset !== dataset || one.plane === undefined)) return undefined;
  const numPlane = 1 + Math.max(...planes.map(({ plane }) => plane!));
  const matters = new Map(planes.map((one) => [one.plane, JSON.stringify(one.matters, plainNumbers)]));
  const keys = planeKeys(stack, [dataset], numPlane, (k) => matters.get(k));
  return keys && planes.map(({ plane }) => keys[plane!]);
}

/** Damaged files and those of another version cost time, never a figure. */
function read(path: string): ReadonlyMap<string, DrawnRaster> {
  if (!existsSync(path)) return new Map();
  try {
    const [maker, drawn] = process.getBuiltinModule('node:v8').deserialize(readFileSync(path));
    return maker === version() && drawn instanceof Map ? drawn : new Map();
  } catch {
    return new Map();
  }
}

function write(path: string, drawn: ReadonlyMap<string, DrawnRaster>): void {
  try {
    writeWhole(path, process.getBuiltinModule('node:v8').serialize([version(), drawn]), { sync: false });
  } catch {
    // they are drawn again the next time
  }
}
