import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { type CliResult, runHere } from '../support/cli.ts';
import { leftovers, unreadable } from '../support/folder-state.ts';

export interface Complaint {
  /** exit code: 2 for bad input, 1 for a run that failed */
  readonly status: 1 | 2;
  /** what the error must name: file, field, value */
  readonly says: readonly RegExp[];
}

/** One sentence that says what is wrong, one that says what to do, and nothing else. */
export function expectComplaint(result: CliResult, { status, says }: Complaint): void {
  const { stderr } = result;
  expect(stderr).not.toMatch(/^\s+at |This is a bug|undefined|\[object/m);
  expect(stderr.match(/^error: /gm), stderr).toHaveLength(1);
  const [message, remedy, ...more] = stderr.trimEnd().split('\n');
  expect(message).toMatch(/^error: \S+ \S+ /);
  expect(remedy, `a remedy after: ${message}`).toMatch(/^ {7}\S.{8,}$/);
  expect(more, 'nothing after the remedy').toEqual([]);
  for (const word of says) expect(stderr).toMatch(word);
  expect(result.status).toBe(status);
}

/** Run a command that must complain, and see that it leaves nothing half-written. */
export async function complains(
  words: readonly string[],
  folder: string,
  complaint: Complaint,
): Promise<CliResult> {
  const result = await runHere(['--quiet', ...words], folder);
  expectComplaint(result, complaint);
  if (existsSync(folder)) {
    expect(leftovers(folder)).toEqual([]);
    expect(await unreadable(folder)).toEqual([]);
  }
  return result;
}
