// What three new interferograms cost, beside a run from the beginning: CPU time of the real command line. See README.md.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Measured, runCli } from './child.ts';
import { makeRaw } from './make-raw.ts';

const { values } = parseArgs({
  options: {
    repeats: { type: 'string', default: '2' },
    dates: { type: 'string', default: '98' },
    size: { type: 'string', default: '450x600' },
    cli: { type: 'string', default: fileURLToPath(new URL('../dist/cli.js', import.meta.url)) },
  },
});

/** What is brought up to date, by the words that end the command, and with or without figures. */
const ROWS = [
  { name: 'loading', words: ['--end', 'load_data'], plot: 'no' },
  { name: 'up to the velocity', words: ['--end', 'velocity'], plot: 'no' },
  { name: 'all steps, figures and page', words: [], plot: 'yes' },
] as const;

const [length, width] = values.size.split('x').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'mintsar-bench-update-'));
try {
  const { template, numIfgram } = await makeRaw(join(folder, 'raw'), {
    numDate: Number(values.dates) + 1,
    length,
    width,
  });
  const interferograms = join(folder, 'raw/merged/interferograms');
  const aside = join(folder, 'aside');
  mkdirSync(aside);
  const last = readdirSync(interferograms)
    .map((pair) => pair.split('_')[1])
    .sort()
    .at(-1) as string;
  const newest = readdirSync(interferograms).filter((pair) => pair.endsWith(last));
  const move = (from: string, to: string) => {
    for (const pair of newest) if (existsSync(join(from, pair))) renameSync(join(from, pair), join(to, pair));
  };
  console.log(`${numIfgram - newest.length} interferograms and ${newest.length} more, ${values.size} pixels`);
  console.log(
    '| | full run, CPU s | update, CPU s | share | peak MB of the update |\n| :-- | --: | --: | --: | --: |',
  );
  for (const { name, words, plot } of ROWS) {
    const custom = join(folder, 'raw', `${plot}.cfg`);
    writeFileSync(custom, `${readFileSync(template, 'utf8')}\nmintpy.plot = ${plot}\n`);
    const runs: { full: Measured; update: Measured }[] = [];
    for (let k = 0; k < Number(values.repeats); k++) {
      const workDir = join(folder, 'raw/work');
      rmSync(workDir, { recursive: true, force: true });
      mkdirSync(workDir);
      const run = (command: string) =>
        runCli(values.cli, ['--quiet', command, custom, ...words], { folder: workDir, workers: 2 });
      move(interferograms, aside);
      await run('smallbaselineApp');
      move(aside, interferograms);
      const update = await run('update');
      rmSync(workDir, { recursive: true });
      mkdirSync(workDir);
      runs.push({ full: await run('smallbaselineApp'), update });
    }
    const least = (which: 'full' | 'update') =>
      Math.min(...runs.map((one) => one[which].user + one[which].system));
    const peak = Math.max(...runs.map(({ update }) => update.peakKb)) / 1000;
    const [full, update] = [least('full'), least('update')];
    console.log(
      `| ${name} | ${full.toFixed(1)} | ${update.toFixed(1)} | ${((100 * update) / full).toFixed(0)} % | ${peak.toFixed(0)} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
