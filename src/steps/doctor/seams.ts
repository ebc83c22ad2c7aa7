import type { StackDescription } from '../../loading/description.ts';
import { measureSeams, seamLines } from '../../loading/frames/join-pairs.ts';
import type { LoadOptions } from '../../loading/load-options.ts';
import type { FigureLook } from '../../operations/figures/save.ts';
import { type Finding, finding } from './findings.ts';
import { drawFrameMap, type FrameMap, footprintMap, frameLetters, measuredMap } from './frame-map.ts';
import { readSetupSeams, type SeamsOfPair } from './setup-seams.ts';

/** Where the frames of pairs meet. */
export interface SeamReport {
  /** of every pair that is put together of frames */
  readonly pairs: readonly SeamsOfPair[];
  /** Rows of the area of the first such pair from north to south: the number of the frame, `*` for several, `.` for none. */
  readonly map: readonly string[];
  /** What else is to be said, one sentence. */
  readonly remark?: string;
  /** Picture of the map, where one was asked for. */
  readonly figure?: string;
}

/** A picture of the frames that is asked for. */
export interface SeamFigure extends FigureLook {
  /** .png, .pdf or .svg */
  readonly path: string;
}

interface Seen {
  readonly report: SeamReport;
  readonly findings: readonly Finding[];
}

const LETTERS = [24, 60] as const;
const DOTS = [500, 700] as const;

/**
 * Seams of a stack: measured on the pixels of frames that are put together while loading, else what was told when a set-up of ARIA
 * products was made.
 * @throws {FileError} when a report of a set-up is damaged, or a figure cannot be written
 */
export async function seamsOfStack(
  { ifgrams }: Pick<StackDescription, 'ifgrams'>,
  {
    figure,
    threads = {},
    options,
  }: {
    readonly figure?: SeamFigure;
    readonly threads?: Parameters<typeof measureSeams>[1];
    readonly options?: LoadOptions;
  } = {},
): Promise<Seen> {
  const framed = ifgrams?.pairs.find(({ frames }) => frames !== undefined)?.frames;
  if (ifgrams === undefined || framed === undefined) return setupSeams(options, figure);
  const pairs = await measureSeams(ifgrams, threads);
  const map = (most: readonly [number, number], isSquare: boolean) =>
    measuredMap(framed, ifgrams.attributes, most, isSquare);
  const drawn = figure && (await draw(await map(DOTS, true), pairs, figure));
  return {
    report: { pairs, map: frameLetters(await map(LETTERS, false)), ...drawn },
    findings: findingsOf(pairs, 'MS1209'),
  };
}

async function setupSeams(options: LoadOptions | undefined, figure: SeamFigure | undefined): Promise<Seen> {
  const told = options && readSetupSeams(options);
  if (told === undefined) {
    const remark =
      options?.processor === 'aria'
        ? 'The set-up has no seams.json, which mintsar ariaTSsetup writes where it stitches frames.'
        : undefined;
    return { report: { pairs: [], map: [], ...(remark && { remark }) }, findings: [] };
  }
  const { pairs, footprints, isProjected } = told;
  const map = footprintMap(footprints, LETTERS, isProjected);
  const dots = figure && footprintMap(footprints, DOTS, isProjected);
  const drawn = figure && dots && (await draw(dots, pairs, figure));
  return {
    report: { pairs, map: map === undefined ? [] : frameLetters(map), ...drawn },
    findings: findingsOf(pairs, 'MS1210'),
  };
}

function findingsOf(pairs: readonly SeamsOfPair[], code: 'MS1209' | 'MS1210'): Finding[] {
  return pairs.flatMap(({ pair, problems }) =>
    problems.map((problem) => finding(code, `${pair}: ${problem}.`)),
  );
}

async function draw(map: FrameMap, pairs: readonly SeamsOfPair[], figure: SeamFigure) {
  const [{ pair }] = pairs;
  const broken = pairs.filter(({ problems }) => problems.length > 0).length;
  const told = broken === 0 ? '' : `\n${broken} pair(s) with a frame that does not fit`;
  await drawFrameMap(map, `Frames of ${pair}${told}`, figure.path, figure);
  return { figure: figure.path };
}

/** A report as lines of text. */
export function seamReportLines({ pairs, map, remark, figure }: SeamReport): string[] {
  if (pairs.length === 0) return [`Seams: ${remark ?? 'no pair is put together of frames.'}`, ''];
  const [{ names, paths }] = pairs;
  return [
    `Seams of ${pairs.length} pair(s)`,
    ...pairs.flatMap(seamLines).map((line) => `  ${line}`),
    '',
    `Frames of ${pairs[0].pair}: where each has data (* = several)`,
    ...names.map(
      (name, k) => `  ${(k + 1).toString(36)}  ${name}${paths[k] === name ? '' : `  ${paths[k]}`}`,
    ),
    ...map.map((row) => `  ${row}`),
    ...(figure === undefined ? [] : [`  picture: ${figure}`]),
    '',
  ];
}
