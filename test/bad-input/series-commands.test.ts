import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';
import { tinyStack } from '../support/tiny-stack.ts';
import { complains } from './complaint.ts';

/* What users get wrong with the commands that draw series, profiles and networks: nothing is written by any of it. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206', '20200218'];

beforeAll(async () => {
  await tinySeries(at('ts.h5'), DATES, (k, y, x) => (y === 4 ? 0 : k * (y + x + 1) * 0.01));
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid((y, x) => y - x) });
  const map = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.001', X_STEP: '0.001' };
  await tinyRasters(at('geo_velocity.h5'), { velocity: tinyGrid((y, x) => y + x + 1) }, map);
  await tinyRasters(at('mask.h5'), { mask: tinyGrid(() => 1) });
  await tinyStack(
    at('stack.h5'),
    { unwrapPhase: () => 1, coherence: () => 0.9 },
    { attributes: { REF_Y: '1', REF_X: '2' } },
  );
  await writeProduct(
    at('small.h5'),
    { LENGTH: '2', WIDTH: '2', FILE_TYPE: 'timeseries' },
    [
      { name: 'timeseries', type: 'f4', shape: [5, 5, 2, 2], values: new Float32Array(100) },
      { name: 'date', type: 'S8', shape: [5], values: DATES },
    ],
    quietContext(),
  );
  writeFileSync(at('errors.txt'), '20200113 small\n');
  writeFileSync(at('line.txt'), 'lon lat\n25.001 35.999\n');
  writeFileSync(at('empty.txt'), '');
});

const CASES: readonly (readonly [words: string, says: RegExp])[] = [
  ['timeseries2velocity ts.h5 --uq covariance --ts-cov mask.h5', /mask\.h5 is no covariance of dates/],
  ['timeseries2velocity ts.h5 --uq covariance --ts-cov small.h5', /small\.h5 has 2 x 2 pixels/],
  ['timeseries2velocity ts.h5 -s 20200210', /1 of the 5 dates .*\n.*Choose an earlier start/],
  ['tsview none.h5 --yx 1 1', /none\.h5 does not exist/],
  ['tsview velocity.h5 --yx 1 1', /velocity\.h5 is not a time series/],
  ['tsview ts.h5 velocity.h5 --yx 1 1', /velocity\.h5 is not a time series/],
  ['tsview ts.h5 --yx 1 70', /y 1, x 70 is no pixel of ts\.h5 \(5 x 7\)/],
  ['tsview ts.h5 --yx 4 1', /no data at y 4, x 1/],
  ['tsview ts.h5 --lalo 36 25', /no lookup table was found/],
  ['tsview ts.h5 --yx 1 1 --ref-yx 4 1', /no value at the reference pixel y 4, x 1/],
  ['tsview ts.h5 --yx 1 1 --ref-date 20200114', /no date 20200114/],
  ['tsview ts.h5 --yx 1 1 --start-date 20210101', /no date from 20210101/],
  ['tsview ts.h5 --yx 1 1 --ex 2020', /--exclude 2020/],
  ['tsview ts.h5 --yx 1 1 --label a b', /2 labels were given for 1 files/],
  ['tsview ts.h5 --yx 1 1 --error errors.txt', /errors\.txt, line 1: "20200113 small"/],
  ['tsview ts.h5 --yx 1 1 --error empty.txt', /empty\.txt holds no error/],
  ['tsview ts.h5 --yx 1 1 -n 5', /-n 5: ts\.h5 has 5 dates/],
  ['tsview ts.h5 --yx 1 1 --window 4', /window of 4/],
  ['tsview ts.h5 --yx 1 1 --ylim 3 nan', /--ylim 3 NaN/],
  ['tsview ts.h5 --yx 1 1 --marker q', /marker "q" has no shape/],
  ['tsview ts.h5 --yx 1 1 -u furlong', /cannot be shown as furlong/],
  ['tsview ts.h5 --yx 1 1 --poly 9', /5 dates cannot determine 10 parameters/],
  ['tsview ts.h5 --yx 1 1 --step 20190101', /20190101 lies outside/],
  ['tsview ts.h5 --yx 1 1 -m none.h5', /none\.h5 does not exist/],
  ['tsview ts.h5 --yx 1 1 --figsize 1000 1000 --figext .png', /1000\.0 x 1000\.0 inches/],
  ['tsview ts.h5 --yx 1', /--yx wants 2 values/],
  ['tsview ts.h5 --yx 1.5 2', /--yx: "1\.5" is not a whole number/],
  ['plot_transection none.h5 --yx0 1 1 --yx1 3 3', /none\.h5 does not exist/],
  ['plot_transection velocity.h5', /no line/],
  ['plot_transection velocity.h5 --yx0 1 1', /one end only/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 1 1', /same pixel, y 1, x 1/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 9 1', /end y 9, x 1 is no pixel/],
  ['plot_transection velocity.h5 --lalo0 36 25 --lalo1 35.9 25', /no lookup table was found/],
  ['plot_transection geo_velocity.h5 --lalo0 50 25 --lalo1 35.9 25', /lat 50, lon 25 lies outside/],
  ['plot_transection velocity.h5 --line-file line.txt', /line\.txt has no longitude and latitude/],
  ['plot_transection velocity.h5 --dset height --yx0 1 1 --yx1 3 3', /no raster "height"/],
  ['plot_transection velocity.h5 geo_velocity.h5 --yx0 1 1 --yx1 3 3 --off 1 2 3', /3 values for 2 files/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 3 3 --window 2', /window of 2/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 3 5 -u furlong', /cannot be shown as furlong/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 3 5 -v 2 1', /--vlim 2 1/],
  ['plot_transection velocity.h5 --yx0 1 1 --yx1 3 5 -o a.gif', /a\.gif: figures are written as/],
  ['plot_transection ts.h5 --yx0 4 1 --yx1 4 6', /no data of timeseries-20200101 along the line/],
  ['plot_coherence_matrix velocity.h5', /velocity\.h5 is not a stack/],
  ['plot_coherence_matrix stack.h5 --yx 1 70', /y 1, x 70 is none of/],
  ['plot_coherence_matrix stack.h5 --lalo 36 25', /no lookup table was found/],
  ['plot_coherence_matrix stack.h5 --img-file none.h5', /none\.h5 .*does not exist/],
  ['plot_coherence_matrix stack.h5 --view-cmd view', /no velocity\.h5 beside/],
  ['plot_coherence_matrix stack.h5 --img-file velocity.h5 --view-cmd list', /--view-cmd "list"/],
  ['plot_coherence_matrix stack.h5 --tcoh none.h5', /none\.h5 .*does not exist/],
  ['plot_coherence_matrix stack.h5 -o a.gif', /a\.gif: figures are written as/],
  ['validate ts.h5 -m mask.h5 -o a.xyz', /a\.xyz: figures are written as/],
  ['validate ts.h5 -m mask.h5 -o a', /a: figures are written as/],
  ['validate ts.h5 --paper', /--paper simulates its own data: .*ts\.h5 is not read/],
  ['reference_point ts.h5 --method area', /--method area needs to know which pixels are reliable/],
  ['reference_point ts.h5 --method area -y 1 -x 1', /--method area and -y are two different references/],
  [
    'reference_point ts.h5 --method area --gnss P123',
    /--method area and --gnss are two different references/,
  ],
  ['plot_network none.h5', /none\.h5 does not exist/],
  ['plot_network velocity.h5', /velocity\.h5 is no stack/],
  ['plot_network errors.txt', /errors\.txt: the line "20200113 small"/],
  ['plot_network stack.h5 -d height', /--dset height/],
  ['plot_network stack.h5 -v 1 0', /--vlim 1 0/],
  ['plot_network stack.h5 -d tbase --figsize 1000 1000 --figext .png', /1000\.0 x 1000\.0 inches/],
  ['multi_transect', /no file/],
  ['multi_transect velocity.h5', /no line/],
  ['multi_transect velocity.h5 -s 1,1', /one end only/],
  ['multi_transect velocity.h5 -s 1 1 -e 3', /--end-yx wants a row and a column/],
  ['multi_transect velocity.h5 -s 1 1 -e 1 1', /same pixel/],
  ['multi_transect velocity.h5 -s 1 1 -e 9 1', /end y 9, x 1 is no pixel/],
  ['multi_transect velocity.h5 -s 1 1 -e 3 5 -d 2miles', /--spacing 2miles is not a length/],
  ['multi_transect velocity.h5 -s 1 1 -e 3 5 -n 0', /--num 0 is not a whole number/],
  ['multi_transect velocity.h5 -F empty.txt', /empty\.txt has no longitude and latitude/],
  ['multi_transect velocity.h5 -F line.txt', /line\.txt has one place only/],
  ['multi_transect velocity.h5 -s 1 1 -e 3 5 -D 1km', /-D/],
  ['multi_transect velocity.h5 -s 1 1 -e 3 5 -g gps.txt', /GNSS/],
  ['multi_transect velocity.h5 -s 1 1 -e 3 5 -o a.gif', /a\.gif: figures are written as/],
];

test.each(CASES)('%s is answered by a sentence and a remedy, and nothing is written', async (words, says) => {
  const before = new Map(readdirSync(folder).map((name) => [name, readFileSync(at(name))]));
  await complains(words.split(' '), folder, { status: 2, says: [says] });
  expect(readdirSync(folder)).toEqual([...before.keys()]);
  for (const [name, bytes] of before) expect(readFileSync(at(name)).equals(bytes), name).toBe(true);
});
