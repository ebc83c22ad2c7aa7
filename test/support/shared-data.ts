import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'vitest';

/**
 * Folder of the sample stacks with expected results, which are too large for the repository: MINTSAR_SHARED_DATA, else
 * `shared/data` beside the repository.
 * @returns undefined when it is not there
 */
export function sharedData(): string | undefined {
  const fallback = resolve(fileURLToPath(new URL('../..', import.meta.url)), '../shared/data');
  const folder = process.env['MINTSAR_SHARED_DATA'] ?? fallback;
  return existsSync(folder) ? folder : undefined;
}

/**
 * A group of tests on the sample stacks. Without them it says loudly that it is left out; on a continuous integration
 * machine (CI=true) it fails instead.
 * @param fn gets the folder of the sample stacks
 */
export function describeWithSharedData(name: string, fn: (data: string) => void): void {
  const data = sharedData();
  if (data !== undefined) {
    describe(name, () => fn(data));
    return;
  }
  const message = `"${name}" needs the sample stacks: set MINTSAR_SHARED_DATA to their folder.`;
  if (process.env['CI'] === 'true') {
    describe(name, () => {
      test('finds the sample stacks', () => {
        throw new Error(message);
      });
    });
    return;
  }
  process.stderr.write(`\n*** NOT TESTED: ${message}\n\n`);
  describe(name, () => {
    test.todo(message); // stays visible in the report
  });
}
