import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import {
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
} from '../support/tiny-series.ts';
import { tinyStack } from '../support/tiny-stack.ts';
import { complains } from './complaint.ts';

/* What users get wrong with commands that calculate, filter, mask and correct for what is not deformation. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const DATES = ['20200101', '20200113', '20200125', '20200206'];
const INPUTS = ['ts.h5', 'velocity.h5', 'mask.h5', 'geometry.h5', 'stack.h5'];

beforeAll(async () => {
  await tinySeries(at('ts.h5'), DATES, (k, y, x) => k * (y + x) * 0.01);
  await tinySeries(at('others.h5'), ['20210101', '20210113'], () => 1);
  await tinySeries(at('fewer.h5'), DATES.slice(0, 2), () => 1);
  await tinyRasters(at('velocity.h5'), { velocity: tinyGrid((y, x) => y - x) });
  await tinyRasters(at('mask.h5'), { mask: tinyGrid(() => 1) });
  await tinyRasters(at('geometry.h5'), { height: tinyGrid(() => 100), incidenceAngle: tinyGrid(() => 35) });
  const large = new Uint8Array(48).fill(1);
  await writeProduct(
    at('large.h5'),
    { ...TINY_ATTRIBUTES, LENGTH: '6', WIDTH: '8', FILE_TYPE: 'mask' },
    [{ name: 'mask', type: 'bool', shape: [6, 8], values: large }],
    quietContext(),
  );
  await tinyStack(at('stack.h5'), { unwrapPhase: () => 1, coherence: () => 0.9 });
  mkdirSync(at('folder.h5'));
  writeFileSync(at('text.txt'), 'no list');
  writeFileSync(at('raw.unw'), new Uint8Array(2 * 35 * 4));
  writeFileSync(at('raw.unw.rsc'), 'WIDTH 7\nFILE_LENGTH 5\n');
});

type Case = readonly [words: string, says: RegExp];

const MISSING: readonly Case[] = [
  ['add none.h5 velocity.h5', /none\.h5 does not exist/],
  ['diff velocity.h5 none.h5', /none\.h5 does not exist/],
  ['mask velocity.h5 -m none.h5', /none\.h5 \(--mask\) does not exist/],
  ['image_math none.h5 + 1', /none\.h5 does not exist/],
  ['image_math none*.h5 + 1', /No file matches none\*\.h5/],
  ['spatial_filter none.h5', /none\.h5 does not exist/],
  ['temporal_filter none.h5', /none\.h5 does not exist/],
  ['generate_mask velocity.h5 --base none.h5', /none\.h5 \(--base\) does not exist/],
  ['remove_hdf5_dset none.h5 velocity', /none\.h5 does not exist/],
  ['plate_motion -g none.h5 --plate Eurasia', /none\.h5 \(--geom\) does not exist/],
  ['s1ab_range_bias ts.h5', /inputs\/geometryRadar\.h5 does not exist.*\n.*-g/],
  ['s1ab_range_bias ts.h5 -g geometry.h5 -a correct', /S1Bias\.h5 does not exist.*\n.*-a compute/],
  ['closure_phase_bias -i none.h5', /none\.h5 \(--ifgramstack\) does not exist/],
  ['spatial_average ts.h5 -m none.h5', /none\.h5 \(--mask\) does not exist/],
  ['temporal_average none.h5', /none\.h5 does not exist/],
];

const MISMATCH: readonly Case[] = [
  ['add velocity.h5 large.h5', /large\.h5 has 6 x 8 pixels, .*velocity\.h5 has 5 x 7/],
  ['diff velocity.h5 large.h5', /large\.h5 has 6 x 8/],
  ['mask velocity.h5 -m large.h5', /large\.h5 has 6 x 8/],
  ['spatial_average ts.h5 -m large.h5', /large\.h5 has 6 x 8/],
  ['generate_mask velocity.h5 --base large.h5', /large\.h5 has 6 x 8/],
  ['plate_motion -g geometry.h5 --plate Eurasia -v large.h5', /5 x 7/],
  ['closure_phase_bias -i stack.h5 --nl 2 --wm large.h5', /large\.h5 has 6 x 8/],
  ['add ts.h5 others.h5', /others\.h5 lacks 4 of the 4 dates/],
  ['diff ts.h5 fewer.h5', /fewer\.h5 lacks 2 of the 4 dates.*20200125, 20200206.*\n.*--force/],
  ['add ts.h5 ts.h5 ts.h5', /2 files are to be added to .*ts\.h5/],
  ['diff velocity.h5 mask.h5 geometry.h5', /2 files are subtracted without a name/],
  ['temporal_filter velocity.h5', /velocity\.h5 is not a time series: it has velocity/],
  ['temporal_derivative stack.h5', /stack\.h5 is not a time series/],
  ['temporal_average velocity.h5', /velocity\.h5 has no series of rasters velocity/],
  ['generate_mask ts.h5 -m 0.5', /ts\.h5:timeseries has 3 dimensions where a single raster is needed/],
  ['generate_mask velocity.h5 --vstd', /velocity\.h5 has no velocityStd/],
  ['plate_motion -g geometry.h5 --plate Eurasia', /geometry\.h5 has no azimuthAngle.*\n.*latitude/],
  ['plate_motion -g velocity.h5 --enu 0 0 0', /velocity\.h5 has no incidenceAngle/],
  ['s1ab_range_bias ts.h5 -g geometry.h5', /filled to both edges/],
  ['closure_phase_bias -i ts.h5 --nl 2', /ts\.h5 is not a stack of interferograms/],
  ['closure_phase_bias -i stack.h5', /Connection 20 \(--nl\) is none of/],
  ['spatial_filter velocity.h5 velocty', /velocity\.h5 has no raster velocty.*\n.*velocity/],
  ['spatial_filter ts.h5 timeseries-20210101', /ts\.h5 has no raster timeseries-20210101/],
  ['spatial_filter ts.h5 date', /ts\.h5:date is no raster/],
  ['remove_hdf5_dset velocity.h5 velocty', /velocity\.h5 has no dataset velocty.*\n.*velocity/],
  ['remove_hdf5_dset velocity.h5 velocity', /without a dataset/],
  ['remove_hdf5_dset text.txt velocity', /text\.txt/],
  ['spatial_average ts.h5 -d coherence', /ts\.h5 has no dataset coherence/],
];

const VALUES: readonly Case[] = [
  ['add velocity.h5', /One file alone has no sum/],
  ['image_math velocity.h5 / 0', /\/ 0 leaves no value/],
  ['image_math velocity.h5 + x', /operand x/],
  ['image_math velocity.h5 % 2', /%/],
  ['image_math velocity.h5 ts.h5 + 1 -o a.h5', /One output file is given for 2 inputs/],
  ['image_math velocity.h5 + nan', /nan|NaN/],
  ['spatial_filter velocity.h5 -f mean', /mean/],
  ['spatial_filter velocity.h5 -f median -p 2.5', /2\.5 is no parameter of the filter median/],
  ['spatial_filter velocity.h5 -p -1', /-1 is no parameter/],
  ['spatial_filter velocity.h5 -f double_difference -p 3', /takes 2 parameter/],
  ['temporal_filter ts.h5 -t 2.5', /A window of 2\.5 acquisitions is not possible/],
  ['temporal_filter ts.h5 -t 0 -f gaussian', /--time-win 0/],
  ['plate_motion -g geometry.h5', /No motion is given/],
  ['plate_motion -g geometry.h5 --plate Atlantis', /Atlantis/],
  ['plate_motion -g geometry.h5 --plate Eurasia --enu 0 0 0', /--enu|not allowed/],
  ['plate_motion -g geometry.h5 --om-sph 95 0 1', /latitude 95/],
  ['plate_motion -g geometry.h5 --plate Eurasia --step -1', /step of -1 km/],
  ['plate_motion -g geometry.h5 --plate Eurasia -o a.h5', /no velocity to correct/],
  ['closure_phase_bias -i stack.h5 --nl 1', /--nl 1/],
  ['mask velocity.h5 -m mask.h5 --vmin low', /--vmin low/],
];

const OUTPUTS: readonly Case[] = [
  ['add velocity.h5 mask.h5 -o mask.h5', /mask\.h5 is read/],
  ['mask velocity.h5 -m mask.h5 -o velocity.h5', /velocity\.h5 is read/],
  ['image_math velocity.h5 + 1 -o velocity.h5', /velocity\.h5 is read/],
  ['spatial_filter velocity.h5 -o velocity.h5', /velocity\.h5 is read/],
  ['temporal_filter ts.h5 -o ts.h5', /ts\.h5 is read/],
  ['temporal_derivative ts.h5 -o ts.h5', /ts\.h5 is read/],
  ['plate_motion -g geometry.h5 --plate Eurasia -v velocity.h5 -o velocity.h5', /velocity\.h5 is read/],
  ['image_math velocity.h5 + 1 -o velocity.h5/a.h5', /a\.h5 cannot be written/],
  ['spatial_filter velocity.h5 -o folder.h5', /folder\.h5/],
  ['temporal_derivative ts.h5 -o velocity.h5/a.h5', /a\.h5 cannot be written/],
  ['mask raw.unw -m mask.h5 -o out.unw', /out\.unw: HDF5 is written/],
  ['image_math raw.unw + 1 -o out.unw', /out\.unw: HDF5 is written/],
];

test.each([...MISSING, ...MISMATCH, ...VALUES, ...OUTPUTS])(
  '%s is answered by a sentence and a remedy, and changes nothing',
  async (words, says) => {
    const before = INPUTS.map((name) => readFileSync(at(name)));
    await complains(words.split(' '), folder, { status: 2, says: [says] });
    expect(INPUTS.filter((name, k) => !readFileSync(at(name)).equals(before[k]))).toEqual([]);
  },
);
