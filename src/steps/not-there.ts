import { UnsupportedError } from '../core/errors.ts';

/** Steps that the table names for later: refused before the workflow starts, so this is never reached by a user. */
export async function run(): Promise<void> {
  throw new UnsupportedError('This step is not part of this version of mintsar.');
}
