import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { S1_STEP, writeSentinelGunw } from '../../../test/support/sentinel-gunw.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { extractGunw } from './extract.ts';
import { STANDARD_LAYERS } from './layers.ts';

const root = temporaryFolder();
const WAVELENGTH = 0.05546576;

/** A zenith delay that is linear in place over more than the products, as GACOS sends it. */
function ztd(
  folder: string,
  date: string,
  metres: (lat: number, lon: number) => number,
  columns = [0, 60],
): void {
  mkdirSync(folder, { recursive: true });
  const [length, width, step] = [60, columns[1] - columns[0], 0.01];
  const [north, west] = [45_000 * S1_STEP + 0.2, -146_400 * S1_STEP - 0.2 + columns[0] * step];
  const values = Float32Array.from({ length: length * width }, (_, i) =>
    metres(north - (Math.floor(i / width) + 0.5) * step, west + ((i % width) + 0.5) * step),
  );
  writeFileSync(join(folder, `${date}.ztd`), new Uint8Array(values.buffer));
  writeFileSync(
    join(folder, `${date}.ztd.rsc`),
    `WIDTH ${width}\nFILE_LENGTH ${length}\nX_FIRST ${west}\nY_FIRST ${north}\nX_STEP ${step}\nY_STEP ${-step}\n`,
  );
}

async function setUp(name: string, gacos: string) {
  const folder = join(root, name);
  const dem = join(root, 'dem.tif');
  writeSmallTiff(
    dem,
    { yFirst: 38, xFirst: -123, yStep: -0.01, xStep: 0.01, length: 150, width: 200 },
    100,
    4326,
  );
  const write = (pair: readonly [string, string]) =>
    writeSentinelGunw(join(folder, 'products'), { pair, rows: [0, 30], incidence: () => 60 });
  await write(['20200113', '20200101']);
  await write(['20200125', '20200113']);
  const area = { projection: 4326, toUnion: false, minimumOverlap: 0.01, looks: 1, isRanked: false } as const;
  const request = {
    ...area,
    files: `${folder}/products/*.nc`,
    folder,
    dem,
    models: [],
    layers: STANDARD_LAYERS,
  };
  const warnings: string[] = [];
  const { log, ...context } = quietContext();
  const warn = (line: string) => void warnings.push(line);
  const { stacks, chosen } = await extractGunw(
    { ...request, isSetup: true, gacos },
    { ...context, log: { ...log, warn } },
  );
  const floats = (path: string) => {
    const bytes = readFileSync(join(folder, path));
    return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  };
  return { folder, stacks, floats, warnings, grid: chosen.area.grid };
}

test('delays of GACOS are phases along the line of sight: -4 pi / lambda / cos θ of dates, late less early of pairs', async () => {
  const gacos = join(root, 'gacos');
  const delay = { 20200101: 2.3, 20200113: 2.4, 20200125: 2.2 };
  for (const [date, metres] of Object.entries(delay))
    ztd(gacos, date, (lat, lon) => metres + 0.1 * (lat - 37) + 0.2 * (lon + 122));
  const { stacks, floats, folder, grid } = await setUp('whole', gacos);
  const scale = (-4 * Math.PI) / WAVELENGTH / Math.cos(Math.PI / 3);
  const date = floats('gacos_corrections/dates/20200101');
  for (const [y, x] of [
    [0, 0],
    [29, 39],
    [11, 23],
  ]) {
    const [lat, lon] = [grid.yFirst + (y + 0.5) * grid.yStep, grid.xFirst + (x + 0.5) * grid.xStep];
    expect(date[y * 40 + x] / scale).toBeCloseTo(2.3 + 0.1 * (lat - 37) + 0.2 * (lon + 122), 5);
  }
  expect(floats('gacos_corrections/20200113_20200101')[7] / scale).toBeCloseTo(0.1, 5);
  expect(floats('gacos_corrections/20200125_20200113')[7] / scale).toBeCloseTo(-0.2, 5);
  // The phase stays as it is.
  expect(new Set(floats('unwrappedPhase/20200113_20200101'))).toEqual(new Set([1]));
  expect(stacks).toContain(join(folder, 'stack/gacosStack.vrt'));
  const stack = readFileSync(join(folder, 'stack/gacosStack.vrt'), 'utf8');
  expect(stack.match(/<MDI key="Dates">\d+</g)).toHaveLength(3);
});

test('several folders are put together, and pairs without a delay are named', async () => {
  const [west, east] = [join(root, 'west'), join(root, 'east')];
  for (const date of ['20200101', '20200113']) {
    ztd(west, date, () => 2, [0, 22]);
    ztd(east, date, () => 2, [20, 60]);
  }
  const { floats, warnings } = await setUp('parts', `${west},${join(east, '*.ztd')}`);
  const date = floats('gacos_corrections/dates/20200113');
  expect(new Set(date).size).toBe(1);
  expect(date[0]).toBeCloseTo((-8 * Math.PI) / WAVELENGTH / 0.5, 2);
  expect(warnings.join()).toMatch(/no delay of GACOS for 1 of 2 pair\(s\): .* has none of 20200125/);
  await expect(setUp('none', root)).rejects.toThrow(/no zenith delays of both dates of any of 2 pair/);
  await expect(setUp('gone', join(root, 'nowhere'))).rejects.toThrow(/nowhere does not exist/);
});
