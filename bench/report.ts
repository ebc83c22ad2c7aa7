import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import type { BenchFlags } from './flags.ts';
import type { Result } from './measure.ts';

const MB = 1e6;

/** One Markdown table: times in seconds, ratios against the yardsticks measured in between. */
export function table(results: readonly Result[], workers: readonly number[]): string {
  const most = Math.max(...workers);
  const least = Math.min(...workers);
  const compared = results.some(({ against }) => against !== undefined);
  const head = [
    'step',
    'read MB',
    'write MB',
    'h5py read',
    'h5py write',
    'plain I/O',
    ...workers.map((n) => `${n} thread${n > 1 ? 's' : ''}`),
    ...workers.map((n) => `CPU ${n}`),
    'Mpixel/s',
    'x h5py read',
    'x h5py r+w',
    'x plain',
    `${least}/${most} threads`,
    'possible',
    'peak MB',
    'goal',
    ...(compared ? ['x old wall', 'x old CPU'] : []),
  ];
  const lines = results.map((result) => {
    const { row, readBytes, writeBytes, h5py, readWrite, possible, runs, numPixel, against } = result;
    const best = runs.get(most)!;
    return [
      row.name,
      (readBytes / MB).toFixed(0),
      (writeBytes / MB).toFixed(0),
      h5py === undefined ? '' : h5py.read.toFixed(2),
      h5py === undefined ? '' : h5py.write.toFixed(2),
      readWrite.toFixed(2),
      ...workers.map((n) => runs.get(n)!.wall.toFixed(2)),
      ...workers.map((n) => (runs.get(n)!.user + runs.get(n)!.system).toFixed(2)),
      (numPixel / best.wall / 1e6).toFixed(2),
      h5py === undefined ? '' : (best.wall / h5py.read).toFixed(1),
      h5py === undefined ? '' : (best.wall / (h5py.read + h5py.write)).toFixed(1),
      (best.wall / readWrite).toFixed(1),
      most === least ? '' : (runs.get(least)!.wall / best.wall).toFixed(2),
      most === least ? '' : possible.toFixed(2),
      (best.peakKb / 1024).toFixed(0),
      verdict(result, best.wall),
      ...(against === undefined
        ? []
        : [
            (against.own.wall / against.other.wall).toFixed(2),
            (against.own.cpu / against.other.cpu).toFixed(2),
          ]),
    ];
  });
  return [head, head.map((_, i) => (i === 0 ? ':--' : '--:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function verdict({ row, h5py }: Result, wall: number): string {
  if (row.goalSeconds !== undefined)
    return `${wall <= row.goalSeconds ? 'met' : 'missed'} (${row.goalSeconds} s)`;
  if (row.goal === undefined || h5py === undefined) return '';
  const [unit, name] = row.yardstick === 'read' ? [h5py.read, 'read'] : [h5py.read + h5py.write, 'r+w'];
  return `${wall <= row.goal * unit ? 'met' : 'missed'} (${row.goal}x ${name})`;
}

/** What was measured, on what, when. */
export function heading({ shape, ram, repeats }: BenchFlags): string {
  const { numIfgram, numDate, length, width } = shape;
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} x ${cpus()[0].model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB`;
  return [
    `${numIfgram} interferograms, ${numDate} dates, ${length} x ${width} pixels; ${date}; ${machine};`,
    `Node ${process.versions.node}; memory budget ${ram} GB; fastest of ${repeats}.`,
  ].join('\n');
}

/** Put a section into bench/README.md, in place of the last one of the same size. */
export function record(preset: string, text: string): void {
  const path = new URL('./README.md', import.meta.url);
  const readme = readFileSync(path, 'utf8');
  const [open, close] = [`<!-- ${preset} -->`, `<!-- end of ${preset} -->`];
  const section = `${open}\n### ${preset}\n\n${text}\n${close}`;
  const at = readme.indexOf(open);
  const end = readme.indexOf(close);
  writeFileSync(
    path,
    at < 0
      ? `${readme.trimEnd()}\n\n${section}\n`
      : readme.slice(0, at) + section + readme.slice(end + close.length),
  );
}
