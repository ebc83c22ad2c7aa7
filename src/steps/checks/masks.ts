import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ShapeError } from '../../core/errors.ts';
import { readProduct } from '../../io/products/product.ts';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';
import type { StepCheck } from '../step.ts';
import { requireFile } from './dates.ts';

/** Files of the work directory that steps make before anything asks for them. */
const MADE: ReadonlySet<string> = new Set(Object.values(FILES));

/**
 * Check of a step whose options name masks and other rasters: there, and of the stack's size.
 * @param files by option
 */
export function checkRasters(files: (plan: Plan) => Readonly<Record<string, string | null>>): StepCheck {
  return async (plan) => {
    for (const [key, name] of Object.entries(files(plan))) {
      if (name === null || MADE.has(name)) continue;
      requireFile(plan, key, name);
      await requireSize(plan, key, resolve(plan.project.workDir, name));
    }
    return [];
  };
}

async function requireSize(plan: Plan, key: string, path: string): Promise<void> {
  if (plan.facts === undefined || !/\.(h5|he5)$/.test(path) || !existsSync(path)) return;
  const { length, width } = await readProduct(path);
  const { LENGTH, WIDTH } = plan.facts.attributes;
  if (length === Number(LENGTH) && width === Number(WIDTH)) return;
  throw new ShapeError(
    `${key} = ${path} has ${length} x ${width} pixels, the stack has ${LENGTH} x ${WIDTH}.`,
    'Give a raster of the same stack, or no.',
  );
}
