import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { platformState } from '../../../core/geometry/orbit.ts';
import { stateVector } from '../../../core/simulation/circular-orbit.ts';
import { trueVelocity } from '../../../core/simulation/deformation.ts';
import { type Scene, simulateScene } from '../../../core/simulation/scene.ts';
import { withH5 } from '../../../io/hdf5/file.ts';
import { topsSceneAttributes } from '../metadata.ts';
import { type WrittenStack, writeIsceStack } from './stack-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'mintsar-stack-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Little-endian numbers of a raw file, whatever the alignment of its bytes. */
function floats(path: string, bytes: 4 | 8): number[] {
  const buffer = readFileSync(path);
  return Array.from({ length: buffer.length / bytes }, (_, i) =>
    bytes === 4 ? buffer.readFloatLE(4 * i) : buffer.readDoubleLE(8 * i),
  );
}

describe.each(['ASCENDING', 'DESCENDING'] as const)('%s stack', (direction) => {
  const [length, width] = [21, 34];
  const folder = join(root, direction);
  let scene: Scene;
  let stack: WrittenStack;
  beforeAll(async () => {
    scene = simulateScene({ length, width, numDate: 6, direction, seed: 3 });
    stack = await writeIsceStack(scene, folder);
  });
  const geometryFile = (name: string) => join(folder, 'merged', 'geom_reference', `${name}.rdr`);

  test('every interferogram has its images with sheets, every later date its baseline', () => {
    expect(readdirSync(join(folder, 'merged', 'interferograms'))).toEqual(scene.date12s);
    const images = ['filt_fine.cor', 'filt_fine.unw', 'filt_fine.unw.conncomp'];
    expect(readdirSync(join(folder, 'merged', 'interferograms', scene.date12s[0])).sort()).toEqual(
      images.flatMap((name) => [name, `${name}.vrt`, `${name}.xml`]).sort(),
    );
    const [first, second] = scene.dates;
    const text = readFileSync(
      join(folder, 'baselines', `${first}_${second}`, `${first}_${second}.txt`),
      'utf8',
    );
    expect(text.split('\n')[1]).toBe(`Bperp (average): ${scene.bperp[1]}`);
    expect(readdirSync(join(folder, 'baselines'))).toHaveLength(5);
  });

  test('images hold the scene: magnitude and phase line by line, angles likewise, double heights', () => {
    const { amplitude, unwrapPhase, coherence, connectComponent } = scene.interferogram(1);
    const image = (name: string) => join(folder, 'merged', 'interferograms', scene.date12s[1], name);
    const unw = floats(image('filt_fine.unw'), 4);
    expect(unw.slice(0, width)).toEqual([...amplitude.data.subarray(0, width)]);
    expect(unw.slice(41 * width)).toEqual([...unwrapPhase.data.subarray(20 * width)]);
    expect(floats(image('filt_fine.cor'), 4)).toEqual([...coherence.data]);
    expect([...readFileSync(image('filt_fine.unw.conncomp'))]).toEqual([...connectComponent.data]);
    expect(floats(geometryFile('hgt'), 8)).toEqual([...scene.geometry.height.data]);
    const los = floats(geometryFile('los'), 4);
    expect(los.slice(2 * width, 3 * width)).toEqual([
      ...scene.geometry.incidenceAngle.data.subarray(width, 2 * width),
    ]);
    expect(los.slice(3 * width, 4 * width)).toEqual([
      ...scene.geometry.azimuthAngle.data.subarray(width, 2 * width),
    ]);
    expect([...readFileSync(geometryFile('waterMask'))]).toEqual([...scene.waterMask.data]);
    const vrt = readFileSync(`${image('filt_fine.unw')}.vrt`, 'utf8');
    expect(vrt).toContain(`<ImageOffset>${4 * width}</ImageOffset>`);
    expect(vrt).toContain(`<LineOffset>${8 * width}</LineOffset>`);
  });

  test('the reader of topsStack finds the acquisition in it', () => {
    const attributes = topsSceneAttributes(join(folder, 'reference', 'IW1.xml'), {
      height: geometryFile('hgt'),
      latitude: geometryFile('lat'),
      longitude: geometryFile('lon'),
      los: geometryFile('los'),
    });
    const number = (key: string) => Number(attributes[key]);
    const vectors = Array.from({ length: 8 }, (_, i) => stateVector(scene.acquisition.orbit, -40 + 10 * i));
    const state = platformState(vectors, 0);
    expect([attributes.LENGTH, attributes.WIDTH, attributes.ALOOKS, attributes.RLOOKS]).toEqual([
      '21',
      '34',
      '5',
      '15',
    ]);
    expect(attributes.ORBIT_DIRECTION).toBe(direction);
    expect(attributes.PLATFORM).toBe('sen');
    expect(attributes.ANTENNA_SIDE).toBe('-1');
    expect(number('STARTING_RANGE')).toBe(scene.acquisition.startingRange);
    expect(number('WAVELENGTH')).toBe(0.05546576);
    expect(number('RANGE_PIXEL_SIZE')).toBeCloseTo(34.943, 2);
    expect(number('AZIMUTH_PIXEL_SIZE')).toBeCloseTo(5 * 0.0020555563 * state.speed, 2);
    expect(number('HEADING')).toBeCloseTo(state.heading, 6); // sensing mid is rounded to microseconds
    expect(number('EARTH_RADIUS')).toBeCloseTo(state.earthRadius, 1);
    expect(number('HEIGHT')).toBeCloseTo(state.height, 1);
    expect(number('CENTER_LINE_UTC')).toBe(Math.floor((scene.acquisition.epoch / 1000) % 86400));
    expect(number('LAT_REF1')).toBe(scene.geometry.latitude.data[2 * width]);
    expect(number('CENTER_INCIDENCE_ANGLE')).toBeCloseTo(
      scene.geometry.incidenceAngle.data[10 * width + 17],
      5,
    );
    expect(number('firstFrameNumber')).toBe(Math.floor(0.2 * (scene.acquisition.sinceNode - 1.1)));
  });

  test('the truth file holds the displacement, its velocity and the errors', async () => {
    await withH5(stack.truthFile, (file) => {
      expect(file.datasets.get('displacement')!.shape).toEqual([6, length, width]);
      expect(file.read('velocity')).toEqual(
        trueVelocity(scene.truth.deformation, scene.years, [length, width]).data,
      );
      expect(file.read('date')).toEqual(scene.dates);
      const displacement = file.read('displacement') as Float32Array;
      expect(Math.max(...displacement.subarray(0, length * width).map(Math.abs))).toBe(0);
      const last = displacement.subarray(5 * length * width);
      const source = scene.truth.deformation.find(({ name }) => name === 'source')!;
      const i = source.pattern.data.indexOf(Math.max(...source.pattern.data));
      expect(last[i]).toBeGreaterThan(0.3 * source.pattern.data[i] * scene.years[5]);
    });
  });

  test('the template points from the work folder to files that are there', () => {
    expect(stack.template).toMatch(
      direction === 'ASCENDING' ? /VolcanoSenAT29\.cfg$/ : /VolcanoSenDT36\.cfg$/,
    );
    const files = [...readFileSync(stack.template, 'utf8').matchAll(/(\w+File) *= (\S+)/g)];
    expect(files).toHaveLength(11);
    for (const [, , path] of files) {
      if (path.includes('*')) continue;
      expect(() => readFileSync(join(stack.workFolder, path))).not.toThrow();
    }
  });

  test('the same scene may be written again, another is refused', async () => {
    await writeIsceStack(scene, folder);
    mkdirSync(join(folder, 'merged', 'interferograms', '20200101_20200113'));
    await expect(writeIsceStack(scene, folder)).rejects.toThrow('20200101_20200113');
  });
});

test('long scenes have several bursts, and looks come out right for any size', async () => {
  const scene = simulateScene({ length: 620, width: 3, numDate: 2, deformation: { source: 0 } });
  const folder = join(root, 'long');
  await writeIsceStack(scene, folder);
  const sheet = readFileSync(join(folder, 'reference', 'IW1.xml'), 'utf8');
  expect(sheet).toContain('<component name="burst3">');
  expect(sheet).not.toContain('<component name="burst4">');
  const stops = [...sheet.matchAll(/"sensingstop">\s*<value>([^<]+)</g)].map(([, time]) =>
    Date.parse(`${time}Z`),
  );
  expect(Math.abs(stops[2] - scene.acquisition.epoch + 1000 * scene.acquisition.firstTime)).toBeLessThan(2);
  const looks = topsSceneAttributes(join(folder, 'reference', 'IW1.xml'), {
    height: join(folder, 'merged', 'geom_reference', 'hgt.rdr'),
  });
  expect([looks.ALOOKS, looks.RLOOKS]).toEqual(['5', '15']);
});

test('an unwritable folder and an aborted run are told apart', async () => {
  const scene = simulateScene({ length: 4, width: 5, numDate: 3 });
  writeFileSync(join(root, 'file'), '');
  await expect(writeIsceStack(scene, join(root, 'file', 'folder'))).rejects.toThrow('could not be written');
  const signal = AbortSignal.abort();
  await expect(writeIsceStack(scene, join(root, 'aborted'), { signal })).rejects.toThrow(/abort/i);
});
