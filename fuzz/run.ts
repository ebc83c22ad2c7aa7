import { parseArgs } from 'node:util';
import { FAMILIES } from './families.ts';
import { Fuzzer } from './fuzz.ts';
import { FAULTS } from './outcome.ts';

/* `npm run fuzz -- [FAMILY …] [--count 2000] [--seed 1]`: what damaged files do. Exits 1 when something goes wrong. */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const names = positionals.length > 0 ? positionals : FAMILIES.map(({ name }) => name);
const fuzzer = new Fuzzer();
let faults = 0;
for (const family of names) {
  const from = Number(values.from);
  const mutants = await fuzzer.fuzz({
    family,
    seed: Number(values.seed),
    from,
    to: from + Number(values.count),
  });
  if (mutants === undefined) {
    console.log(`${family}: left out, the sample stacks are not here`);
    continue;
  }
  const counts = new Map<string, number>();
  for (const { kind } of mutants) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  console.log(`${family}: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
  for (const { kind, k, what, text } of mutants.filter((mutant) => FAULTS.includes(mutant.kind))) {
    faults++;
    console.log(`  ${kind} (${family} ${k}): ${what}\n    ${text?.split('\n').slice(0, 6).join('\n    ')}`);
  }
}
fuzzer.end();
process.exitCode = faults > 0 ? 1 : 0;
