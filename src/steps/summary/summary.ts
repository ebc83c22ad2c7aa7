import { relative } from 'node:path';
import { duration } from '../../core/duration.ts';
import type { StepOutcome, WorkflowResult } from '../run-workflow.ts';
import { noiseOnce } from './noise-once.ts';
import { nextCommand, retryCommand, summaryFacts, summaryWarnings } from './summary-facts.ts';
import { summaryFiles } from './summary-files.ts';

const LABEL_WIDTH = 17;
const LINE_WIDTH = 100;

/**
 * The last words of a run, as plain text: what the data are, what came out and how good it is, where it lies, and what
 * to type next. After a part of the workflow only what that part has to do with; nothing when no step ran.
 */
export async function workflowSummary(result: WorkflowResult): Promise<string[]> {
  const { plan, outcomes, figures, noise = noiseOnce(plan) } = result;
  if (outcomes.length === 0) return [];
  const rows: [label: string, text: string][] = [];
  const ran = new Set(outcomes.filter(({ outcome }) => outcome !== 'skipped').map(({ name }) => name));
  if (plan.facts !== undefined) rows.push(...(await summaryFacts(plan, ran)));
  const files = summaryFiles(plan, outcomes);
  if (files !== '') rows.push(['files', files]);
  if (figures.length > 0) rows.push(['figures', `${figures.length} in ${folderName(plan.path('pic'))}`]);
  if (result.page !== undefined) rows.push(['page', `${folderName(result.page)} (open it in a browser)`]);
  rows.push(['steps', stepCounts(outcomes)]);
  const slow = slowest(outcomes);
  if (slow !== '') rows.push(['time', slow]);
  if (plan.facts !== undefined) {
    for (const warning of await summaryWarnings(plan, ran, noise)) rows.push(['look at', warning]);
  }
  const next = nextCommand(plan, outcomes);
  if (next !== undefined) rows.push(['next', next]);
  const again = retryCommand(plan, ran);
  if (again !== undefined) rows.push(['next', again]);
  const { name, workDir } = plan.project;
  const title = name === null ? workDir : `${name}: ${workDir}`;
  return ['', title, '-'.repeat(Math.min(LINE_WIDTH, title.length)), ...rows.flatMap(rowLines)];
}

/** A path as the user would type it here. */
function folderName(path: string): string {
  const here = relative(process.cwd(), path);
  return here === '' ? '.' : here.startsWith('..') ? path : here;
}

function stepCounts(outcomes: readonly StepOutcome[]): string {
  const named = (wanted: StepOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === wanted);
  const parts: string[] = [];
  const [done, fresh, skipped] = [named('done'), named('up to date'), named('skipped')];
  if (done.length > 0) parts.push(`${done.length} done`);
  if (fresh.length > 0) parts.push(`${fresh.length} up to date`);
  if (skipped.length > 0)
    parts.push(`${skipped.length} skipped (${skipped.map(({ name }) => name).join(', ')})`);
  return parts.join(', ');
}

function slowest(outcomes: readonly StepOutcome[]): string {
  const total = outcomes.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total < 1) return '';
  const slow = [...outcomes]
    .sort((a, b) => b.seconds - a.seconds)
    .filter(({ seconds }) => seconds > 0.05 * total);
  const list = slow.slice(0, 4).map(({ name, seconds }) => `${name} ${duration(seconds)}`);
  return `${duration(total)}${outcomes.length > 1 ? `, of which ${list.join(', ')}` : ''}`;
}

/** A label and its text, broken between words; commands stay whole so that they can be copied. */
function rowLines([label, text]: readonly [string, string]): string[] {
  const room = LINE_WIDTH - LABEL_WIDTH - 2;
  const lines: string[] = [];
  for (const word of label === 'next' ? [text] : text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line, k) => `  ${(k === 0 ? label : '').padEnd(LABEL_WIDTH)}${line}`);
}
