import { join } from 'node:path';
import { beforeAll, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';
import { complains } from './complaint.ts';

/* What users get wrong with commands that change the grid of a file. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  await tinySeries(at('ts.h5'), ['20200101', '20200113'], (k, y, x) => k * (y + x) * 0.01);
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid((y, x) => y - x) });
  const degrees = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.01', X_STEP: '0.01', Y_UNIT: 'degrees' };
  await tinyRasters(at('map.h5'), { velocity: tinyGrid((y, x) => y - x) }, degrees);
  const referenced = { ...degrees, REF_LAT: '35.99', REF_LON: '25.01' };
  await tinyRasters(at('referenced.h5'), { velocity: tinyGrid((y, x) => y - x) }, referenced);
  await tinyRasters(at('metres.h5'), { velocity: tinyGrid(() => 1) }, { ...degrees, UTM_ZONE: '36N' });
  await tinyRasters(at('height.h5'), { height: tinyGrid(() => 1) }, degrees);
});

test.each<readonly [words: string, says: RegExp]>([
  ['subset velocity.h5', /No window is given.*\n.*-y, -x/],
  ['subset velocity.h5 -y 5 9', /Rows 5 to 9, columns 0 to 7 hold no pixel of .*velocity\.h5 \(5 x 7\)/],
  ['subset velocity.h5 -y 3 1', /rows 3 to 1 are no part of/],
  ['subset velocity.h5 -x 1', /-x/],
  ['subset velocity.h5 --lat 35 36', /no lookup table near it.*\n.*--lookup/],
  ['subset velocity.h5 -l 35.9 35.95 --lookup ts.h5', /ts\.h5 is no lookup table/],
  ['subset map.h5 -l 40 41 -L 25 26', /hold no pixel of .*map\.h5 .*covers S 35\.95, N 36/],
  ['subset velocity.h5 -r map.h5', /velocity\.h5 is in radar coordinates, .*no lookup table/],
  ['subset velocity.h5 --tight', /velocity\.h5 is in radar coordinates.*\n.*Give a map/],
  ['subset map.h5 --tight', /no lookup table near/],
  ['subset velocity.h5 -y 1 3 -o velocity.h5', /velocity\.h5 is read/],
  ['subset velocity.h5 -y 1 3 -o velocity.h5/a.h5', /a\.h5 cannot be written/],
  ['subset none.h5 -y 1 3', /none\.h5 does not exist/],
  ['multilook velocity.h5', /change nothing.*\n.*-y for rows/],
  ['multilook velocity.h5 -y 0 -x 2', /--azimuth 0/],
  ['multilook velocity.h5 -y 6 -x 2', /5 x 7 pixels, too few for a window of 6 x 2/],
  ['multilook velocity.h5 ts.h5 -y 2 -x 2 -o a.h5', /One output name for 2 files/],
  ['multilook velocity.h5 -y 2 -x 2 --search 4 4', /too few for -1 x 0 windows/],
  ['multilook velocity.h5 -y 2 -x 2 -o velocity.h5', /velocity\.h5 is read/],
  ['asc_desc2horz_vert map.h5', /descending/],
  ['asc_desc2horz_vert map.h5 velocity.h5', /velocity\.h5 is in radar coordinates.*\n.*mintsar geocode/],
  ['asc_desc2horz_vert map.h5 map.h5', /map\.h5 does not say where its reference point is/],
  ['asc_desc2horz_vert map.h5 referenced.h5 -d heigt', /map\.h5 has no raster heigt/],
  [
    'asc_desc2horz_vert referenced.h5 referenced.h5',
    /referenced\.h5 does not say where the satellite flies to/,
  ],
  ['asc_desc2horz_vert referenced.h5 referenced.h5 -g map.h5 map.h5', /map\.h5 has no incidenceAngle/],
  ['asc_desc2horz_vert referenced.h5 map.h5 -o map.h5 up.h5', /map\.h5 is read/],
  ['asc_desc2horz_vert referenced.h5 map.h5 -o a.h5 a.h5', /a\.h5 is the name of two outputs/],
  ['image_stitch map.h5 velocity.h5 -o a.h5', /velocity\.h5 is in radar coordinates/],
  ['image_stitch map.h5 referenced.h5', /--output/],
  [
    'image_stitch map.h5 metres.h5 -o a.h5',
    /map\.h5 is a map in degrees, .*metres\.h5 a map of UTM zone 36N/,
  ],
  ['image_stitch map.h5 height.h5 -o a.h5', /have no raster in common/],
  ['lookup_geo2radar velocity.h5 -w ts.h5', /velocity\.h5 is no lookup table/],
  ['lookup_geo2radar velocity.h5', /geometryRadar\.h5/],
])('%s is answered by a sentence and a remedy', async (words, says) => {
  await complains(words.split(' '), folder, { status: 2, says: [says] });
});
