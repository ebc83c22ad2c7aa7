import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { FileError, OptionError } from '../core/errors.ts';
import { openProject } from './project.ts';
import { templateText } from './template-text.ts';

let folder: string;
let workDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'project-'));
  workDir = join(folder, 'mintpy');
});

function custom(text: string, name = 'GalapagosSenDT128.txt'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const cfg = () => readFileSync(join(workDir, 'smallbaselineApp.cfg'), 'utf8');

test('a new work directory gets the packaged template', () => {
  const project = openProject({ workDir });
  expect(cfg()).toBe(templateText());
  expect(project).toMatchObject({ name: null, custom: null, workDir, warnings: [] });
});

test('custom values are written into the template and both are kept in inputs and pic', () => {
  const customFile = custom(
    'mintpy.load.processor = aria\nmintpy.load.compression = default\nPLATFORM = Sen\nfoo.bar = 1\n',
  );
  const project = openProject({ workDir, customFile });
  expect(project.name).toBe('GalapagosSenDT128');
  expect(project.config.load.processor).toBe('aria');
  expect(project.metadata.get('PLATFORM')).toBe('Sen');
  expect(project.messages).toContain('    mintpy.load.processor: auto --> aria');
  expect(project.warnings).toEqual([]);
  expect(cfg()).not.toContain('foo.bar');
  expect(cfg()).toMatch(/mintpy\.load\.processor += aria +# \[/);
  for (const place of ['inputs', 'pic']) {
    expect(readdirSync(join(workDir, place)).sort()).toEqual([
      'GalapagosSenDT128.txt',
      'smallbaselineApp.cfg',
    ]);
  }
  expect(readdirSync(workDir).sort()).toEqual(['inputs', 'pic', 'smallbaselineApp.cfg']);
});

test('a second run without changes writes nothing', () => {
  const customFile = custom('mintpy.load.processor = aria\n');
  openProject({ workDir, customFile });
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(workDir, 'smallbaselineApp.cfg'), past, past);
  const { messages } = openProject({ workDir, customFile });
  expect(messages).toContain('    no new value');
  expect(messages.some((message) => message.startsWith('copy'))).toBe(false);
  expect(statSync(join(workDir, 'smallbaselineApp.cfg')).mtimeMs).toBeCloseTo(past.getTime(), -1);
});

test('a changed template is copied again', () => {
  openProject({ workDir });
  openProject({ workDir, customFile: custom('mintpy.plot = no\n') });
  writeFileSync(join(workDir, 'pic', 'smallbaselineApp.cfg'), 'stale');
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(workDir, 'pic', 'smallbaselineApp.cfg'), past, past);
  expect(openProject({ workDir }).messages).toContain('copy smallbaselineApp.cfg to pic/');
  expect(readFileSync(join(workDir, 'pic', 'smallbaselineApp.cfg'), 'utf8')).toBe(cfg());
});

test('values of an earlier run stay without a custom template', () => {
  openProject({ workDir, customFile: custom('mintpy.network.tempBaseMax = 48#x\n') });
  expect(openProject({ workDir }).config.network.tempBaseMax).toBe(48);
});

test('Google Earth output switches geocoding on', () => {
  const on = openProject({ workDir, customFile: custom('mintpy.geocode = no\n') });
  expect(on.config.geocode.enabled).toBe(true);
  expect(on.messages).toContain('mintpy.geocode is no, but mintpy.save.kmz needs it: switched on');
  const off = openProject({ workDir, customFile: custom('mintpy.geocode = no\nmintpy.save.kmz = no\n') });
  expect(off.config.geocode.enabled).toBe(false);
  const archive = openProject({ workDir, customFile: custom('mintpy.save.hdfEos5 = yes\n') });
  expect(archive.config.geocode.enabled).toBe(true);
});

test('a custom template called smallbaselineApp.cfg is the template itself', () => {
  openProject({ workDir });
  const own = openProject({ workDir, customFile: join(workDir, 'smallbaselineApp.cfg') });
  expect(own).toMatchObject({ name: null, custom: null, warnings: [] });
  const other = openProject({ workDir, customFile: custom('mintpy.plot = no\n', 'smallbaselineApp.cfg') });
  expect(other.config.plot.enabled).toBe(true);
  expect(other.warnings[0]).toContain('is not read');
});

test('a short template of one’s own is completed, which one short line tells', () => {
  openProject({ workDir, customFile: custom('mintpy.plot.dpi = 300\n') });
  writeFileSync(join(workDir, 'smallbaselineApp.cfg'), '# mine\nmintpy.plot.dpi = 300\n');
  const project = openProject({ workDir });
  expect(project.config.plot.dpi).toBe(300);
  expect(cfg()).toMatch(/^# mine\nmintpy\.plot\.dpi = 300\n/);
  expect(project.messages[0]).toMatch(/^smallbaselineApp\.cfg: \d+ options added at its end/);
});

test('lines that are no options are known whichever template has them', () => {
  openProject({ workDir });
  const text = 'relative_orbit = 124\nPLATFORM = Sen\nmintpy.plot.dpi = 300\n';
  expect(Object.fromEntries(openProject({ workDir, customFile: custom(text) }).otherLines)).toEqual({
    relative_orbit: '124',
    PLATFORM: 'Sen',
  });
});

test('a custom template with a bad value changes nothing', () => {
  const customFile = custom('mintpy.plot.dpi = many\n');
  expect(() => openProject({ workDir, customFile })).toThrow(OptionError);
  expect(() => openProject({ workDir, customFile })).toThrow(`${customFile}, line 1: mintpy.plot.dpi`);
  expect(existsSync(workDir)).toBe(false);
});

test('a missing custom template is an error', () => {
  expect(() => openProject({ workDir, customFile: join(folder, 'none.txt') })).toThrow(FileError);
});

test('old and misspelt names are reported once and old ones are used', () => {
  const customFile = custom('mintpy.velocity.startDate = 20150101\nmintpy.network.minCoherance = 0.5\n');
  const { config, warnings } = openProject({ workDir, customFile });
  expect(config.timeFunc.startDate).toBe('20150101');
  expect(warnings).toHaveLength(2);
  expect(cfg()).toMatch(/mintpy\.timeFunc\.startDate +?= 20150101/);
});
