import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { MintsarError } from '../src/core/errors.ts';
import { createRandom } from '../src/core/stats/random.ts';
import { leftovers } from '../test/support/folder-state.ts';
import { FAMILIES } from './families.ts';
import type { Family, Target } from './family.ts';
import type { Message, Outcome } from './outcome.ts';

/*
 * Mutations in a process of its own, which may be ended when it hangs. Each line of its input asks for those of a family:
 * FAMILY SEED FROM TO.
 */

const say = (message: Message) => process.stdout.write(`${JSON.stringify(message)}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  const [name, seed, from, to] = line.split(' ');
  const family = FAMILIES.find((one) => one.name === name)!;
  const folder = mkdtempSync(join(tmpdir(), `mintsar-fuzz-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await tryMutations(family, folder, { seed: Number(seed), from: Number(from), to: Number(to) });
  say({ kind: 'done' });
}
process.exit(0);

async function tryMutations(
  family: Family,
  folder: string,
  range: { seed: number; from: number; to: number },
) {
  const targets = await family.prepare(folder);
  if (targets === undefined) return say({ kind: 'absent' });
  const whole = await attempt(family, folder);
  for (let k = range.from; k < range.to; k++) {
    const random = createRandom(range.seed * 1_000_003 + k);
    const target = targets[Math.floor(random() * targets.length)];
    const path = join(folder, target.file);
    const original = readFileSync(path);
    const { bytes, what } = target.mutate(original, random);
    say({ kind: 'begin', k, what: `${target.file}: ${what}` });
    writeFileSync(path, bytes);
    const outcome = await outcomeOf(family, folder, target, whole);
    writeFileSync(path, original);
    say({ kind: 'end', k, outcome, rss: process.resourceUsage().maxRSS * 1024 });
  }
}

async function attempt(one: Family, where: string): Promise<string> {
  rmSync(join(where, 'out'), { recursive: true, force: true });
  mkdirSync(join(where, 'out'));
  return one.attempt(where);
}

async function outcomeOf(family: Family, folder: string, { file }: Target, whole: string): Promise<Outcome> {
  try {
    const result = await attempt(family, folder);
    return { kind: result === whole ? 'same' : 'changed' };
  } catch (error) {
    if (!(error instanceof MintsarError)) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { kind: 'trace', text };
    }
    const text = `${error.message} ${error.remedy}`;
    const left = existsSync(join(folder, 'out')) ? leftovers(join(folder, 'out')) : [];
    if (left.length > 0) return { kind: 'litter', text: `${left.join(', ')} after: ${text}` };
    const names = text.includes(basename(file)) || family.names?.test(text) === true;
    if (!names || /undefined|\[object|\bNaN x|x NaN\b/.test(text)) return { kind: 'vague', text };
    return { kind: 'refused', text };
  }
}
