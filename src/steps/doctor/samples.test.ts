import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { parseTemplate } from '../../config/index.ts';
import '../../processors/registry.ts';
import { expandPattern } from '../../loading/glob.ts';
import { examine } from './examine.ts';
import { writeTemplateFor } from './new-template.ts';

const work = mkdtempSync(join(tmpdir(), 'mintsar-doctor-'));
afterAll(() => rmSync(work, { recursive: true }));

/** What is wrong with samples on purpose. */
const ODD: Readonly<Record<string, readonly string[]>> = {
  'hyp3/burst': ['MS1204'], // a pair that was not clipped
  gmtsar: ['MS1301'], // the template must tell the heading
};

const SAMPLES: readonly (readonly [folder: string, template: string, processor: string])[] = [
  ['isce-radar', 'templates/load.cfg', 'isce'],
  ['isce_stripmap', 'KirishimaAlosAT424.txt', 'isce'],
  ['isce_alos', 'NCalAlos2DT169.txt', 'isce'],
  ['gamma/geo', 'MexicoCitySenAT5.txt', 'gamma'],
  ['gamma/radar', 'MexicoCitySenAT5.txt', 'gamma'],
  ['roipac/geo', 'SydneyEnvD2.txt', 'roipac'],
  ['roipac/radar', 'GalapagosAlosAT133.txt', 'roipac'],
  ['aria', 'SanFranSenDT42.txt', 'aria'],
  ['hyp3/gamma', 'RidgecrestSenDT71.txt', 'hyp3'],
  ['hyp3/burst', 'BayAreaSenAT35.txt', 'hyp3'],
  ['hyp3/multiburst', 'AtacamaSenDT156.txt', 'hyp3'],
  ['snap', 'WCapeSenAT29.txt', 'snap'],
  ['nisar', 'MojaveNisarAT64.txt', 'nisar'],
  ['cosicorr', 'KlutlanLS8.txt', 'cosicorr'],
  ['gmtsar', 'MojaveSenDT71.txt', 'gmtsar'],
];

describeWithSharedData('the doctor', (data) => {
  test.each(SAMPLES)('knows %s and finds nothing wrong', async (folder, _template, processor) => {
    const input = join(data, folder, 'input');
    const { findings, ...seen } = await examine({ path: input });
    expect(seen.processor).toBe(processor);
    const serious = findings.filter(({ severity }) => severity !== 'hint').map(({ code }) => code);
    expect(serious).toEqual(ODD[folder] ?? []);
    if (serious.includes('MS1301')) return;
    expect(seen.layers.length).toBeGreaterThan(2);
    expect(seen.network!.parts.length).toBe(1);
    expect(seen.attributes.every(({ value }) => value !== undefined)).toBe(true);
  });

  test.each([
    ['hyp3/gamma', 'RidgecrestSenDT71.txt', /_unw_phase_clip.*\.tif$/],
    ['gmtsar', 'MojaveSenDT71.txt', /unwrap_ll.*\.grd$/],
    ['nisar', 'MojaveNisarAT64.txt', /GUNW.*\.h5$/],
    ['snap', 'WCapeSenAT29.txt', /_unw_tc.*\.img$|Unw.*\.img$/i],
  ])('a file of %s that was cut is known as such', async (folder, template, name) => {
    const copy = join(work, `cut-${folder.replace('/', '-')}`);
    cpSync(join(data, folder, 'input'), join(copy, 'input'), { recursive: true });
    const text = readFileSync(join(data, folder, template), 'utf8').replaceAll('../', '../input/');
    const cfg = join(copy, 'work', template);
    mkdirSync(join(copy, 'work'));
    writeFileSync(cfg, text);
    const files = (readdirSync(join(copy, 'input'), { recursive: true }) as string[]).filter((one) =>
      name.test(one),
    );
    const cut = join(copy, 'input', files.sort()[1]);
    truncateSync(cut, Math.floor(statSync(cut).size * 0.7));
    const { findings } = await examine({ path: cfg });
    const found = findings.filter(({ code }) => code === 'MS1105');
    expect(found.map(({ message }) => message.includes(cut))).toEqual([true]);
  });

  test.each(SAMPLES)('init finds the files of %s that its own template names', (folder, template) => {
    const input = join(data, folder, 'input');
    const outfile = join(work, folder.replace('/', '-'), 'smallbaselineApp.cfg');
    writeTemplateFor({ folder: input, outfile });
    const ours = parseTemplate(readFileSync(outfile, 'utf8')).entries;
    const theirs = parseTemplate(readFileSync(join(data, folder, template), 'utf8')).entries;
    // Templates of the samples start from a folder inside or beside the input.
    const base = folder === 'isce-radar' ? join(data, folder, 'expected') : join(input, 'PROCESS-or-any');
    for (const [key, { value }] of theirs) {
      if (!/^mintpy\.load\.\w+(?:File|Dir)$/.test(key)) continue;
      if (key.endsWith('intFile')) continue; // loaded when asked for
      const from = value.replace(/^\.\.\//, `${base}/../`).replace(/[^/]+\/\.\.\//, '');
      const wanted = expandPattern(from, work);
      const found = expandPattern(ours.get(key)!.value, join(outfile, '..'));
      expect(wanted.length, key).toBeGreaterThan(0);
      if (key.endsWith('metaFile')) expect(found).toContain(wanted[0]);
      else expect(found, key).toEqual(wanted);
    }
    expect(() => writeTemplateFor({ folder: input, outfile })).toThrow(/is there already/);
  });
});
