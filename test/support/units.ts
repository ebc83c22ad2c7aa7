import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** One numeric expectation of the reference for a single function; origin in test/fixtures/units/MANIFEST.md. */
export interface UnitCase {
  name: string;
  source: string;
  // biome-ignore lint/suspicious/noExplicitAny: each topic has its own argument names and shapes
  input: any;
  // biome-ignore lint/suspicious/noExplicitAny: number, array, string or a dictionary of them
  expected: any;
  tolerance: { abs?: number; rel?: number; exact?: boolean };
}

/** The cases of one topic, e.g. `unitCases('weights')`. "NaN" and "Infinity" strings are turned into numbers. */
export function unitCases(topic: string): UnitCase[] {
  const path = fileURLToPath(new URL(`../fixtures/units/${topic}.json`, import.meta.url));
  return (JSON.parse(readFileSync(path, 'utf8'), revive) as { cases: UnitCase[] }).cases;
}

function revive(_key: string, value: unknown): unknown {
  return value === 'NaN'
    ? Number.NaN
    : value === 'Infinity'
      ? Infinity
      : value === '-Infinity'
        ? -Infinity
        : value;
}

/** Compare numbers, nested arrays (typed or not), strings and dictionaries within a case's tolerance. */
export function expectWithin(
  got: unknown,
  expected: unknown,
  tolerance: UnitCase['tolerance'],
  path = '',
): void {
  if (typeof expected === 'number' || typeof expected === 'boolean') {
    const a = Number(got);
    const b = Number(expected);
    if (Number.isNaN(b)) expect(a, `${path}: expected NaN`).toBeNaN();
    else if (tolerance.exact || !Number.isFinite(b)) expect(a, path).toBe(b);
    else {
      const allowed = (tolerance.abs ?? 0) + (tolerance.rel ?? 0) * Math.abs(b);
      expect(Math.abs(a - b), `${path}: got ${a}, expected ${b}`).toBeLessThanOrEqual(allowed);
    }
  } else if (Array.isArray(expected)) {
    const list = Array.from(got as ArrayLike<unknown>);
    expect(list.length, `${path}: length`).toBe(expected.length);
    expected.forEach((value, i) => {
      expectWithin(list[i], value, tolerance, `${path}[${i}]`);
    });
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) {
      expectWithin((got as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`);
    }
  } else expect(got, path).toEqual(expected);
}
