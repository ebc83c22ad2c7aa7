import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MintsarError } from '../src/core/errors.ts';
import { addToH5, editAttributes, openH5 } from '../src/io/hdf5/file.ts';
import { runCommandLine, wordsOf } from './support/command-layer.ts';
import { SimulatedStack } from './support/simulated-stack.ts';
import { tinyRasters, tinySeries } from './support/tiny-series.ts';

/*
 * What an error tells to do is done here, word for word: afterwards the command that failed must end well. Each row works
 * in its own copy of a work directory that the whole workflow has run in.
 */

interface Row {
  readonly what: string;
  /** brings the folder into the state in which the command fails */
  readonly spoil?: () => Promise<unknown> | unknown;
  readonly command: string;
  /** the advice, as far as it names commands, options and values */
  readonly advice: string | RegExp;
  /** follows it: command lines, options of the template, or anything else */
  readonly follow: readonly (string | Readonly<Record<string, string>> | (() => unknown))[];
  /** the command once the advice is followed; the same one when left out */
  readonly again?: string;
}

const STACK = 'inputs/ifgramStack.h5';
const RADAR = 'inputs/geometryRadar.h5';
let made: SimulatedStack;
let stack: SimulatedStack;
const home = process.cwd();

beforeAll(async () => {
  made = await SimulatedStack.make({ length: 30, width: 40, numDate: 6 });
  made.setOptions({
    'mintpy.plot': 'no',
    'mintpy.troposphericDelay.method': 'no',
    'mintpy.reference.yx': '12,20',
    'mintpy.reference.maskFile': 'no',
    'mintpy.networkInversion.minNumPixel': '1',
  });
  process.chdir(made.workDir);
  await runCommandLine(['smallbaselineApp', made.template]);
  process.chdir(home);
});
beforeEach(() => {
  stack = made.copy();
  process.chdir(stack.workDir);
});
afterEach(() => {
  process.chdir(home);
  stack.remove();
});
afterAll(() => made.remove());

const run = (line: string) => runCommandLine(wordsOf(line.replace('TEMPLATE', stack.template)));
const set = (options: Readonly<Record<string, string>>) => stack.setOptions(options);
const without = (...keys: string[]) =>
  editAttributes(STACK, (all) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key))),
  );

async function noCoherentPixel(): Promise<void> {
  set({ 'mintpy.reference.yx': 'auto', 'mintpy.reference.minCoherence': '0.9999' });
  await without('REF_Y', 'REF_X');
}

async function dropAll(): Promise<void> {
  const file = await openH5(STACK);
  const count = file.datasets.get('dropIfgram')!.shape[0];
  file.close();
  const edit = { datasets: [{ name: 'dropIfgram', type: 'bool' as const, shape: [count] }] };
  await addToH5(STACK, edit, (writer) => writer.write('dropIfgram', new Uint8Array(count)));
}

const NETWORK_LOST = { spoil: dropAll, advice: /modify_network.*--reset/ } as const;
const RESET = `modify_network ${STACK} --reset`;

const ROWS: readonly Row[] = [
  {
    what: 'a step before anything is loaded',
    spoil: () => rmSync('inputs', { recursive: true }),
    command: 'smallbaselineApp TEMPLATE --dostep modify_network',
    advice: 'Run the step load_data first',
    follow: ['smallbaselineApp TEMPLATE --dostep load_data'],
  },
  {
    what: 'a stack without phase',
    spoil: () => tinyRasters(STACK, { coherence: new Float32Array(35) }),
    command: 'smallbaselineApp TEMPLATE --dostep modify_network',
    advice: 'remove the file and run load_data',
    follow: [() => rmSync(STACK), 'smallbaselineApp TEMPLATE --dostep load_data'],
  },
  {
    what: 'a geometry file that is lost',
    spoil: () => rmSync(RADAR),
    command: 'smallbaselineApp TEMPLATE --dostep modify_network',
    advice: 'run load_data again',
    follow: ['smallbaselineApp TEMPLATE --dostep load_data'],
  },
  {
    what: 'an inversion of no interferogram',
    ...NETWORK_LOST,
    command: `ifgram_inversion ${STACK}`,
    follow: [RESET],
  },
  {
    what: 'an average of no interferogram',
    ...NETWORK_LOST,
    command: `temporal_average ${STACK} -d coherence -o mean.h5`,
    follow: [RESET],
  },
  {
    what: 'bridging in no interferogram',
    ...NETWORK_LOST,
    command: `unwrap_error_bridging ${STACK}`,
    follow: [RESET],
  },
  {
    what: 'a network without a rule: the template',
    command: `modify_network ${STACK}`,
    advice: 'a template with -t',
    follow: [],
    again: `modify_network ${STACK} -t smallbaselineApp.cfg`,
  },
  {
    what: 'a network without a rule: a rule',
    command: `modify_network ${STACK}`,
    advice: '--max-tbase 365',
    follow: [],
    again: `modify_network ${STACK} --max-tbase 365`,
  },
  {
    what: 'coherenceSpatialAvg.txt that is something else',
    spoil: () => writeFileSync('coherenceSpatialAvg.txt', 'nothing\n'),
    command: 'plot_network coherenceSpatialAvg.txt --nodisplay',
    advice: /mintsar (spatial_average \S+)/,
    follow: ['$1'],
  },
  {
    what: 'no reference pixel',
    spoil: () => without('REF_Y', 'REF_X'),
    command: `ifgram_inversion ${STACK}`,
    advice: 'mintsar reference_point',
    follow: [`reference_point ${STACK} -c avgSpatialCoh.h5 --min-coherence 0.1`],
  },
  {
    what: 'a reference pixel outside',
    spoil: () => editAttributes(STACK, (all) => ({ ...all, REF_Y: '900' })),
    command: `unwrap_error_bridging ${STACK}`,
    advice: 'mintsar reference_point',
    follow: [`reference_point ${STACK} -y 12 -x 20`],
  },
  {
    what: 'no pixel coherent enough for the reference',
    spoil: noCoherentPixel,
    command: 'smallbaselineApp TEMPLATE --dostep reference_point',
    advice: /Lower mintpy\.reference\.minCoherence to (0\.\d\d)/,
    follow: [{ 'mintpy.reference.minCoherence': '$1' }],
  },
  {
    what: 'no pixel coherent enough for the reference: the pixel that is named',
    spoil: noCoherentPixel,
    command: 'smallbaselineApp TEMPLATE --dostep reference_point',
    advice: /mintpy\.reference\.yx \((\d+,\d+) has/,
    follow: [{ 'mintpy.reference.yx': '$1' }],
  },
  {
    what: 'a reference point outside the scene',
    spoil: () => set({ 'mintpy.reference.yx': '500,20', 'mintpy.reference.minCoherence': '0.1' }),
    command: 'smallbaselineApp TEMPLATE --dostep reference_point',
    advice: 'Count rows and columns from 0 in the loaded stack',
    follow: [{ 'mintpy.reference.yx': '12,20' }],
  },
  {
    what: 'phase that was never corrected: the step',
    spoil: () => set({ 'mintpy.unwrapError.method': 'bridging+phase_closure' }),
    command: 'smallbaselineApp TEMPLATE --dostep invert_network',
    advice: 'Run the step correct_unwrap_error first',
    follow: ['smallbaselineApp TEMPLATE --dostep correct_unwrap_error'],
  },
  {
    what: 'phase that was never corrected: the option',
    spoil: () => set({ 'mintpy.unwrapError.method': 'bridging+phase_closure' }),
    command: 'smallbaselineApp TEMPLATE --dostep invert_network',
    advice: 'set mintpy.unwrapError.method = no',
    follow: [{ 'mintpy.unwrapError.method': 'no' }],
  },
  {
    what: 'phase closure without common components',
    spoil: () => rmSync('maskConnComp.h5'),
    command: `unwrap_error_phase_closure ${STACK}`,
    advice: /mintsar (generate_mask \S+ --nonzero -o maskConnComp\.h5)/,
    follow: ['$1'],
  },
  {
    what: 'a water mask of another scene',
    spoil: () => tinyRasters('waterMask.h5', { waterMask: new Float32Array(35).fill(1) }),
    command: 'smallbaselineApp TEMPLATE --dostep invert_network',
    advice: 'Remove the mask so that it is made again',
    follow: [() => rmSync('waterMask.h5')],
  },
  {
    what: 'a water mask of another scene: the option',
    spoil: () => tinyRasters('waterMask.h5', { waterMask: new Float32Array(35).fill(1) }),
    command: 'smallbaselineApp TEMPLATE --dostep invert_network',
    advice: 'set mintpy.networkInversion.waterMaskFile = no',
    follow: [{ 'mintpy.networkInversion.waterMaskFile': 'no' }],
  },
  {
    what: 'a weather model that is not there: another method',
    spoil: () => set({ 'mintpy.troposphericDelay.method': 'pyaps' }),
    command: 'smallbaselineApp TEMPLATE --start correct_troposphere --end correct_troposphere',
    advice: 'or put mintpy.troposphericDelay.method = height_correlation or no into your template',
    follow: [{ 'mintpy.troposphericDelay.method': 'height_correlation' }],
  },
  ...(
    [
      ['mintpy.troposphericDelay.method', 'pyaps', 'troposphere', 'inputs/ERA5.h5'],
      ['mintpy.troposphericDelay.method', 'opera', 'troposphere', 'inputs/OPERA.h5'],
      ['mintpy.ionosphericDelay.method', 'split_spectrum', 'ionosphere', 'ion.h5'],
    ] as const
  ).map(
    ([key, value, step, file]): Row => ({
      what: `${key} = ${value} without its product`,
      spoil: () => set({ [key]: value }),
      command: `smallbaselineApp TEMPLATE --dostep correct_${step}`,
      advice: 'or a file with the delay of every date there',
      follow: [() => cpSync('timeseries.h5', file)],
    }),
  ),
  {
    what: 'delays that lack the first date',
    spoil: async () => {
      const dates = await datesOf('timeseries.h5');
      await tinySeries('ts.h5', dates, (k) => k);
      await tinySeries('delay.h5', dates.slice(1), (k) => k);
    },
    command: 'diff ts.h5 delay.h5 -o out.h5',
    advice: 'Use --force',
    follow: [],
    again: 'diff ts.h5 delay.h5 -o out.h5 --force',
  },
  {
    what: 'geocoding before there is a velocity',
    spoil: () => rmSync('velocity.h5'),
    command: 'smallbaselineApp TEMPLATE --dostep geocode',
    advice: /mintsar smallbaselineApp (--end velocity)/,
    follow: ['smallbaselineApp $1'],
  },
  {
    what: 'geocoding without a lookup table near',
    spoil: () => {
      cpSync('inputs', '../elsewhere', { recursive: true });
      rmSync('inputs', { recursive: true });
    },
    command: 'geocode velocity.h5',
    advice: 'Give one with --lookup, e.g. inputs/geometryRadar.h5',
    follow: [],
    again: 'geocode velocity.h5 --lookup ../elsewhere/geometryRadar.h5',
  },
  {
    what: 'an overlay without a geometry near',
    spoil: () => {
      cpSync('inputs', '../elsewhere', { recursive: true });
      rmSync('inputs', { recursive: true });
    },
    command: 'save_kmz velocity.h5',
    advice: 'Give one with --geom, e.g. inputs/geometryRadar.h5',
    follow: [],
    again: 'save_kmz velocity.h5 --geom ../elsewhere/geometryRadar.h5',
  },
  {
    what: 'an archive in radar coordinates',
    command:
      'save_hdfeos5 timeseries.h5 --tc temporalCoherence.h5 --asc avgSpatialCoh.h5 -m maskTempCoh.h5 -g inputs/geometryRadar.h5 -t extra.txt',
    spoil: () => writeFileSync('extra.txt', 'beam_mode = IW\nrelative_orbit = 36\n'),
    advice: 'Geocode it first: mintsar geocode',
    follow: [
      'geocode timeseries.h5 temporalCoherence.h5 avgSpatialCoh.h5 maskTempCoh.h5 inputs/geometryRadar.h5',
    ],
    again:
      'save_hdfeos5 geo_timeseries.h5 --tc geo_temporalCoherence.h5 --asc geo_avgSpatialCoh.h5 -m geo_maskTempCoh.h5 -g geo_geometryRadar.h5 -t extra.txt',
  },
  {
    what: 'an archive without what it asks for',
    spoil: async () => {
      await run(
        'geocode timeseries.h5 temporalCoherence.h5 avgSpatialCoh.h5 maskTempCoh.h5 inputs/geometryRadar.h5',
      );
      await editAttributes('geo_timeseries.h5', ({ beam_mode: _, ...others }) => others);
    },
    command:
      'save_hdfeos5 geo_timeseries.h5 --tc geo_temporalCoherence.h5 --asc geo_avgSpatialCoh.h5 -m geo_maskTempCoh.h5 -g geo_geometryRadar.h5',
    advice: "Write 'beam_mode = VALUE' into your template",
    follow: [() => writeFileSync('extra.txt', 'beam_mode = IW\nrelative_orbit = 36\n')],
    again:
      'save_hdfeos5 geo_timeseries.h5 --tc geo_temporalCoherence.h5 --asc geo_avgSpatialCoh.h5 -m geo_maskTempCoh.h5 -g geo_geometryRadar.h5 -t extra.txt',
  },
  {
    what: 'a slice that is not there',
    command: 'view timeseries.h5 nothing -o a.png --noverbose',
    advice: /mintsar (info \S+ --slice)/,
    follow: ['$1'],
    again: 'view timeseries.h5 timeseries-20180104 -o a.png --noverbose',
  },
  {
    what: 'degrees in radar coordinates',
    command: 'view velocity.h5 velocity --sub-lat 30 31 -o a.png --noverbose',
    advice: 'Give rows and columns with --sub-y and --sub-x',
    follow: [],
    again: 'view velocity.h5 velocity --sub-y 2 9 --sub-x 3 12 -o a.png --noverbose',
  },
  {
    what: 'a mask of another grid',
    spoil: () => tinyRasters('other.h5', { mask: new Float32Array(35).fill(1) }),
    command: 'view velocity.h5 velocity -m other.h5 -o a.png --noverbose',
    advice: 'draw without one: -m no',
    follow: [],
    again: 'view velocity.h5 velocity -m no -o a.png --noverbose',
  },
  {
    what: 'a ramp under a mask of zeros',
    spoil: () =>
      tinySeries('ts.h5', ['20200101', '20200113'], (k) => k).then(() =>
        tinyRasters('none.h5', { mask: new Float32Array(35) }),
      ),
    command: 'remove_ramp ts.h5 -m none.h5',
    advice: '--mask no uses all pixels',
    follow: [],
    again: 'remove_ramp ts.h5 --mask no',
  },
  {
    what: 'a fit to no date',
    spoil: () => set({ 'mintpy.timeFunc.startDate': '20300101' }),
    command: 'smallbaselineApp TEMPLATE --dostep velocity',
    advice: 'Widen mintpy.timeFunc.startDate and endDate',
    follow: [{ 'mintpy.timeFunc.startDate': 'auto' }],
  },
  {
    what: 'a work directory without a template',
    spoil: () => rmSync('smallbaselineApp.cfg'),
    command: 'smallbaselineApp',
    advice: 'or write one with -g and edit it',
    follow: ['smallbaselineApp -g'],
    again: 'smallbaselineApp --dostep modify_network',
  },
  {
    what: 'a minimum of pixels that is not reached',
    spoil: () => set({ 'mintpy.networkInversion.minNumPixel': '100000' }),
    command: 'smallbaselineApp TEMPLATE --dostep invert_network',
    advice: 'mintpy.networkInversion.minNumPixel',
    follow: [{ 'mintpy.networkInversion.minNumPixel': '10' }],
  },
];

async function datesOf(path: string): Promise<string[]> {
  const file = await openH5(path);
  try {
    return file.read('date') as string[];
  } finally {
    file.close();
  }
}

async function failureOf(line: string): Promise<MintsarError> {
  try {
    await run(line);
  } catch (error) {
    if (error instanceof MintsarError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with: ${line}`);
}

test.each(ROWS)('following the advice helps: $what', async ({ spoil, command, advice, follow, again }) => {
  await spoil?.();
  const { message, remedy } = await failureOf(command);
  const text = `${message}\n${remedy}`;
  const found = typeof advice === 'string' ? (text.includes(advice) ? [advice] : null) : advice.exec(text);
  expect(found, text).not.toBeNull();
  const filled = (words: string) => words.replace('$1', found![1]);
  for (const action of follow) {
    if (typeof action === 'string') await run(filled(action));
    else if (typeof action === 'function') await action();
    else set(Object.fromEntries(Object.entries(action).map(([key, value]) => [key, filled(value)])));
  }
  await run(again ?? command);
});
