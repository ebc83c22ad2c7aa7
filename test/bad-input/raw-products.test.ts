import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { filesUnder } from '../support/folder-state.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';
import { type Complaint, complains } from './complaint.ts';

/* What users get wrong with the products of the processor. Every case runs the built program on a spoilt copy. */

interface Case extends Complaint {
  readonly what: string;
  readonly spoil: (stack: SimulatedStack) => void;
}

const CASES: readonly Case[] = [
  {
    what: 'a pattern that matches no interferogram',
    spoil: (stack) => stack.setOptions({ 'mintpy.load.unwFile': '../merged/interferogram/*/filt_fine.unw' }),
    status: 2,
    says: [/mintpy\.load\.unwFile/, /merged\/interferogram\/\*\/filt_fine\.unw/],
  },
  {
    what: 'a metadata file that is not there',
    spoil: (stack) => stack.setOptions({ 'mintpy.load.metaFile': '../reference/IW7.xml' }),
    status: 2,
    says: [/mintpy\.load\.metaFile/, /IW7\.xml/],
  },
  {
    what: 'a pattern of the elevation model that matches nothing',
    spoil: (stack) => stack.setOptions({ 'mintpy.load.demFile': '../merged/geom_reference/dem.rdr' }),
    status: 2,
    says: [/mintpy\.load\.demFile/, /dem\.rdr/],
  },
  {
    what: 'no elevation model at all',
    spoil: (stack) => rmSync(stack.path('merged/geom_reference'), { recursive: true }),
    status: 2,
    says: [/mintpy\.load\.demFile/, /geom_reference/],
  },
  {
    what: 'an empty metadata file',
    spoil: (stack) => writeFileSync(stack.path('reference/IW1.xml'), ''),
    status: 2,
    says: [/IW1\.xml/],
  },
  {
    what: 'a metadata file that is not XML',
    spoil: (stack) => writeFileSync(stack.path('reference/IW1.xml'), 'no such burst <<< \0\0'),
    status: 2,
    says: [/IW1\.xml/],
  },
  {
    what: 'an empty sheet beside an interferogram',
    spoil: (stack) => {
      writeFileSync(stack.interferogram(3, 'filt_fine.unw.xml'), '');
      rmSync(stack.interferogram(3, 'filt_fine.unw.vrt'));
    },
    status: 2,
    says: [/filt_fine\.unw/],
  },
  {
    what: 'an interferogram that was cut off',
    spoil: (stack) => truncateSync(stack.interferogram(4, 'filt_fine.unw'), 1000),
    status: 2,
    says: [/filt_fine\.unw/, /1000/, /23040/],
  },
  {
    what: 'a coherence file that was cut off',
    spoil: (stack) => truncateSync(stack.interferogram(0, 'filt_fine.cor'), 11_000),
    status: 2,
    says: [/filt_fine\.cor/, /11000/, /11520/],
  },
  {
    what: 'an elevation model that was cut off',
    spoil: (stack) => truncateSync(stack.path('merged/geom_reference/hgt.rdr'), 64),
    status: 2,
    says: [/hgt\.rdr/, /64/],
  },
  {
    what: 'a metadata sheet without the wavelength',
    spoil: (stack) =>
      writeFileSync(
        stack.path('reference/data.rsc'),
        'PROCESSOR isce\nHEADING -166.8\nEARTH_RADIUS 6358544.5\nHEIGHT 696879.3\nSTARTING_RANGE 826346.9\n' +
          'RANGE_PIXEL_SIZE 2.3\nAZIMUTH_PIXEL_SIZE 15.6\nALOOKS 5\nRLOOKS 15\n',
      ),
    status: 2,
    says: [/WAVELENGTH/],
  },
  {
    what: 'a pair of a date with itself',
    spoil: (stack) => {
      const [first] = stack.date12s[0].split('_');
      renameSync(stack.interferogram(0), stack.path('merged/interferograms', `${first}_${first}`));
    },
    status: 2,
    says: [/(\d{8})_\1/, /filt_fine\.unw/],
  },
  {
    what: 'an interferogram in a folder without dates',
    spoil: (stack) => renameSync(stack.interferogram(1), stack.path('merged/interferograms', 'first_second')),
    status: 2,
    says: [/first_second/],
  },
];

let clean: SimulatedStack;
beforeAll(async () => {
  clean = await SimulatedStack.make();
});
afterAll(() => clean.remove());

for (const { what, spoil, ...complaint } of CASES) {
  test(`is refused with file, field and remedy: ${what}`, async () => {
    const stack = clean.copy();
    spoil(stack);
    await complains(['smallbaselineApp', stack.template], stack.workDir, complaint);
    expect(filesUnder(stack.workDir).filter((name) => name.endsWith('.h5'))).toEqual([]);
    stack.remove();
  });
}

test('a pair of which one file is missing is left out with a warning, and the others are loaded', async () => {
  const stack = clean.copy();
  rmSync(stack.interferogram(2, 'filt_fine.cor'));
  const { status, stderr } = runCli(
    ['smallbaselineApp', stack.template, '--dostep', 'load_data'],
    stack.workDir,
  );
  expect(stderr).toContain(stack.date12s[2]);
  expect(status).toBe(0);
  stack.remove();
});

test('a pair of another size is left out with a warning that names both sizes', () => {
  const stack = clean.copy();
  for (const file of ['filt_fine.unw', 'filt_fine.cor', 'filt_fine.unw.conncomp']) {
    const path = stack.interferogram(2, file);
    writeFileSync(`${path}.xml`, readFileSync(`${path}.xml`, 'utf8').replaceAll('>60', '>50'));
    rmSync(`${path}.vrt`);
  }
  const { status, stderr } = runCli(
    ['smallbaselineApp', stack.template, '--dostep', 'load_data'],
    stack.workDir,
  );
  expect(stderr).toMatch(new RegExp(`warning: .*${stack.date12s[2]} \\(48 x 50\\)`));
  expect(status).toBe(0);
  stack.remove();
});
