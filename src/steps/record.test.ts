import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Plan } from './plan.ts';
import { RunRecord } from './record.ts';
import { METADATA, type Step } from './step.ts';

/* Two steps: `invert` makes timeseries.h5 of the stack's data, `velocity` makes velocity.h5 of it. */

let folder: string;
let options: Record<string, string>;
let metadata: Record<string, string>;
let raw: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-record-'));
  options = { 'mintpy.invert.weight': 'var', 'mintpy.velocity.degree': '1', 'mintpy.plot': 'no' };
  metadata = { PLATFORM: 'Sen' };
  raw = 'as downloaded';
  return () => rmSync(folder, { recursive: true });
});

const planNow = () =>
  ({
    path: at,
    project: {
      text: new Map(Object.entries(options)),
      metadata: new Map(Object.entries(metadata)),
      otherLines: new Map(),
    },
  }) as unknown as Plan;
const step = (row: Partial<Step> & Pick<Step, 'name' | 'reads' | 'writes'>): Step => ({
  summary: '',
  options: [],
  load: () => Promise.reject(new Error('not run here')),
  ...row,
});
const load = step({
  name: 'load',
  options: [METADATA],
  sources: () => raw,
  reads: () => [],
  writes: () => ['stack.h5', 'stack.h5#data'],
});
const reference = step({
  name: 'reference',
  reads: () => ['stack.h5#data'],
  writes: () => ['stack.h5#point'],
});
const invert = step({
  name: 'invert',
  options: ['mintpy.invert.'],
  reads: () => ['stack.h5#data', 'stack.h5#point'],
  writes: () => ['timeseries.h5'],
});
const velocity = step({
  name: 'velocity',
  options: ['mintpy.velocity.degree'],
  reads: () => ['timeseries.h5'],
  writes: () => ['velocity.h5'],
});
const ALL = [load, reference, invert, velocity];

let content = 0;
/** Run what is stale, each step writing other bytes than before. @returns why, by step */
function run(said: Record<string, string | null> = {}, steps: readonly Step[] = ALL): Record<string, string> {
  const plan = planNow();
  const record = new RunRecord(plan);
  const reasons: Record<string, string> = {};
  for (const row of steps) {
    const stale = record.staleness(row, plan);
    if (stale === undefined) continue;
    reasons[row.name] = stale.reason;
    record.begin(row, plan);
    for (const id of row.writes(plan)) writeFileSync(at(id.split('#')[0]), `made ${++content}`);
    record.finish(row, plan, said[row.name]);
  }
  return reasons;
}

test('everything runs once', () => {
  expect(run()).toEqual({
    load: 'first run',
    reference: 'first run',
    invert: 'first run',
    velocity: 'first run',
  });
  expect(run()).toEqual({});
});

test('an option runs its own step and what depends on it again; one that nobody named runs nothing', () => {
  run();
  options['mintpy.invert.weight'] = 'no';
  options['mintpy.plot'] = 'yes';
  expect(run()).toEqual({ invert: 'changed: mintpy.invert.weight', velocity: 'timeseries.h5 is new' });
  delete options['mintpy.velocity.degree'];
  expect(run()).toEqual({ velocity: 'changed: mintpy.velocity.degree' });
});

test('going back to the options of before leads to the product of before: what was made of it stays', () => {
  run();
  options['mintpy.invert.weight'] = 'no';
  run({}, [load, reference, invert]);
  options['mintpy.invert.weight'] = 'var';
  expect(run()).toEqual({ invert: 'changed: mintpy.invert.weight' });
});

test('new raw products and lines that become attributes run everything again', () => {
  run();
  raw = 'processed again';
  expect(Object.keys(run())).toEqual(['load', 'reference', 'invert', 'velocity']);
  metadata['PLATFORM'] = 'Alos2';
  expect(run()['load']).toBe('changed: PLATFORM');
});

test('a step that comes to the same words, or says that nothing is new, runs nothing after it', () => {
  run({ reference: 'point 1,2' });
  raw = 'processed again';
  expect(Object.keys(run({ load: null, reference: 'point 1,2' }))).toEqual(['load']);
  metadata['PLATFORM'] = 'Alos2';
  expect(Object.keys(run({ load: 'same data', reference: 'point 1,2' }))).toContain('invert');
  metadata['PLATFORM'] = 'Sen';
  expect(Object.keys(run({ load: 'same data', reference: 'point 1,2' }))).toEqual(['load']);
});

test('a product that is gone or was written by another program is made again', () => {
  run();
  rmSync(at('velocity.h5'));
  expect(run()).toEqual({ velocity: 'velocity.h5 is missing' });
  writeFileSync(at('timeseries.h5'), 'of another program');
  expect(run()).toEqual({ invert: 'timeseries.h5 was changed by something else' });
});

test('files whose names a step finds as it runs are watched as others are; what else lies in the folder is not', () => {
  const archive = step({ name: 'archive', reads: () => ['velocity.h5'], writes: () => [], namesFiles: true });
  const why = () => new RunRecord(planNow()).staleness(archive, planNow())?.reason;
  const make = (...files: string[]) => {
    const record = new RunRecord(planNow());
    record.begin(archive, planNow());
    for (const file of files) writeFileSync(at(file), `archive ${++content}`);
    record.finish(archive, planNow(), { files });
  };
  run();
  expect(why()).toBe('first run');
  make('S1_2017.he5');
  writeFileSync(at('notes.txt'), 'of the user');
  expect(why()).toBeUndefined();
  writeFileSync(at('S1_2017.he5'), 'of another program');
  expect(why()).toBe('S1_2017.he5 was changed by something else');
  rmSync(at('S1_2017.he5'));
  expect(why()).toBe('S1_2017.he5 is missing');
  make('S1_2018.he5');
  expect(why()).toBeUndefined();
  // a record that did not yet name them
  const path = at('.mintsar/workflow.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  delete record.steps.archive.named;
  writeFileSync(path, JSON.stringify(record));
  expect(why()).toBe('its files are not known');
});

test('a step that was killed has never run', () => {
  run();
  options['mintpy.invert.weight'] = 'no';
  new RunRecord(planNow()).begin(invert, planNow());
  options['mintpy.invert.weight'] = 'var';
  expect(run()).toEqual({ invert: 'first run' });
});

test('a file that was being completed in place when the run was killed is still what the step before it made', () => {
  run();
  const plan = planNow();
  new RunRecord(plan).begin(reference, plan);
  writeFileSync(at('stack.h5'), 'with another reference point, whole');
  expect(run({ reference: 'point' })['load']).toBeUndefined();
});

test('a damaged record costs a rerun', () => {
  run();
  const path = at('.mintsar/workflow.json');
  writeFileSync(path, '{"steps": {"load"');
  expect(run()['load']).toBe('first run');
  for (const part of ['"options": {', '"reads": {', '"writes": [', '"files": {']) {
    run();
    const whole = readFileSync(path, 'utf8');
    expect(whole).toContain(part);
    writeFileSync(path, whole.replace(part, part.replace(/"(\w)/, '"x$1'))); // JSON still, but not what was written
    expect(run()['load'], part).toBe('first run');
  }
});

test('figures are drawn again when they are asked for otherwise or their data are new, and forgotten when not kept', () => {
  run();
  const shown = [at('velocity.h5')];
  const record = new RunRecord(planNow());
  expect(record.isDrawn('velocity in colour', shown)).toBe(false);
  record.keepFigures(new Map([['velocity in colour', shown]]));
  const next = new RunRecord(planNow());
  expect(next.isDrawn('velocity in colour', shown)).toBe(true);
  expect(next.isDrawn('velocity in grey', shown)).toBe(false);
  writeFileSync(at('velocity.h5'), 'new');
  expect(next.isDrawn('velocity in colour', shown)).toBe(false);
  next.keepFigures(new Map());
  expect(JSON.parse(readFileSync(at('.mintsar/workflow.json'), 'utf8')).figures).toEqual({});
  expect(existsSync(at('.mintsar/figures.json'))).toBe(false);
});
