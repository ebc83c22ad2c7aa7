import type { PairFrames, StackDescription } from '../../loading/description.ts';
import { measureSeams, type PairSeams, seamLines } from '../../loading/frames/join-pairs.ts';
import type { FileLayer } from '../../loading/layer.ts';
import { openLayer } from '../../loading/open-layer.ts';
import { type Finding, finding } from './findings.ts';

/** Where the frames of pairs meet, measured on their pixels. */
export interface SeamReport {
  /** of every pair that is put together of frames */
  readonly pairs: readonly PairSeams[];
  /** Rows of the area of the first such pair from north to south: the number of the frame, `*` for several, `.` for none. */
  readonly map: readonly string[];
}

const [MAP_ROWS, MAP_COLUMNS] = [24, 60];

/** Measure the seams of a stack. Works for every processor whose pairs tell their frames. */
export async function seamsOfStack(
  { ifgrams }: Pick<StackDescription, 'ifgrams'>,
  threads: Parameters<typeof measureSeams>[1] = {},
): Promise<{ readonly report: SeamReport; readonly findings: readonly Finding[] }> {
  const framed = ifgrams?.pairs.find(({ frames }) => frames !== undefined)?.frames;
  if (ifgrams === undefined || framed === undefined) return { report: { pairs: [], map: [] }, findings: [] };
  const pairs = await measureSeams(ifgrams, threads);
  const findings = pairs.flatMap(({ pair, problems }) =>
    problems.map((problem) => finding('MS1209', `${pair}: ${problem}.`)),
  );
  return { report: { pairs, map: await membership(framed) }, findings };
}

async function membership({ phases }: PairFrames): Promise<string[]> {
  const [{ length, width }] = phases;
  const spread = (count: number, most: number) =>
    Array.from({ length: Math.min(count, most) }, (_, k) =>
      Math.floor(((k + 0.5) * count) / Math.min(count, most)),
    );
  const [rows, columns] = [spread(length, MAP_ROWS), spread(width, MAP_COLUMNS)];
  const seen = await Promise.all(phases.map((layer) => presence(layer, rows, columns)));
  return rows.map((_, r) =>
    columns
      .map((_column, c) => {
        const frames = seen.flatMap((one, k) => (one[r][c] ? [k + 1] : []));
        return frames.length === 0 ? '.' : frames.length > 1 ? '*' : frames[0].toString(36);
      })
      .join(''),
  );
}

/** Whether a frame has a phase at places of its grid. */
async function presence(
  layer: FileLayer,
  rows: readonly number[],
  columns: readonly number[],
): Promise<boolean[][]> {
  const open = await openLayer(layer);
  try {
    const out: boolean[][] = [];
    for (const y of rows) {
      const values = await open.read({ y0: y, x0: 0, y1: y + 1, x1: layer.width });
      out.push(columns.map((x) => values[x] !== 0 && !Number.isNaN(values[x])));
    }
    return out;
  } finally {
    open.close();
  }
}

/** A report as lines of text. */
export function seamReportLines({ pairs, map }: SeamReport): string[] {
  if (pairs.length === 0) return ['Seams: no pair is put together of frames.', ''];
  const [{ names, paths }] = pairs;
  return [
    `Seams of ${pairs.length} pair(s)`,
    ...pairs.flatMap(seamLines).map((line) => `  ${line}`),
    '',
    `Frames of ${pairs[0].pair}: where each has a phase (* = several)`,
    ...names.map((name, k) => `  ${(k + 1).toString(36)}  ${name}  ${paths[k]}`),
    ...map.map((row) => `  ${row}`),
    '',
  ];
}
