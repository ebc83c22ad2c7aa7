import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryFolder } from '../support/tiny-series.ts';
import { type Complaint, complains } from './complaint.ts';
import { INPUTS, writeScene } from './scene.ts';

/* What users get wrong with single commands. Every case runs the built program; nothing may be lost by it. */

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

beforeAll(() => writeScene(folder));

type Case = readonly [words: string, says: RegExp];

/** Each leaves all inputs as they were. */
const REPLACING: readonly Case[] = [
  ['geocode velocity.h5 -l geometry.h5 -o ./velocity.h5', /velocity\.h5 is read/],
  ['diff velocity.h5 mask.h5 -o velocity.h5', /velocity\.h5 is read/],
  ['diff ts.h5 timeseriesResidual.h5 -o timeseriesResidual.h5', /timeseriesResidual\.h5 is read/],
  ['generate_mask mask.h5 -m 0.5 -o mask.h5', /mask\.h5 is read/],
  ['generate_mask stack.h5 --nonzero -o stack.h5', /stack\.h5 is read/],
  ['generate_mask velocity.h5 --base mask.h5', /mask\.h5 is read/],
  ['temporal_average ts.h5 -o ts.h5', /ts\.h5 is read/],
  ['tropo_phase_elevation ts.h5 -g geometry.h5 -m mask.h5 -o mask.h5', /mask\.h5 is read/],
  ['remove_ramp velocity.h5 -m mask.h5 -o velocity.h5', /velocity\.h5 is read/],
  ['local_oscilator_drift ts.h5 geometry.h5 -o geometry.h5', /geometry\.h5 is read/],
  ['dem_error ts.h5 --dem-err-file ts.h5', /ts\.h5 is read/],
  ['dem_error timeseriesResidual.h5 -o a.h5', /timeseriesResidual\.h5 is read/],
  ['dem_error ts.h5 -o a.h5 --dem-err-file a.h5', /a\.h5 is the name of two outputs/],
  ['timeseries2velocity ts.h5 -o ts.h5', /ts\.h5 is read/],
  ['timeseries2velocity timeseriesResidual.h5 --save-res', /timeseriesResidual\.h5 is read/],
  ['ifgram_inversion stack.h5 -o stack.h5 b.h5 c.h5', /stack\.h5 is read/],
  ['unwrap_error_phase_closure stack.h5 -o coherence', /coherence is what was measured/],
  ['unwrap_error_bridging stack.h5 -o date', /date is what was measured/],
];

const SYSTEM: readonly Case[] = [
  ['info folder', /folder is a folder/],
  ['view velocity.h5 -m folder', /folder is a folder/],
  ['reference_date ts.h5 -r folder', /A folder is named/],
  ['temporal_average ts.h5 -o folder', /folder cannot be written: it is a folder/],
  ['temporal_average ts.h5 -o file/a.h5', /a\.h5 cannot be written: .*file is no folder/],
  ['geocode velocity.h5 -l geometry.h5 --outdir file', /file cannot be made: a file is in the way/],
  ['smallbaselineApp velocity.h5', /velocity\.h5 is no template/],
];

const VALUES: readonly Case[] = [
  ['view velocity.h5 velocity -v -inf 3', /--vlim -Infinity 3/],
  ['view velocity.h5 velocity -v 3 3', /--vlim 3 3/],
  ['view velocity.h5 velocity --dpi 0', /--dpi 0/],
  ['view velocity.h5 velocity --figsize 1000 1000', /1000\.0 x 1000\.0 inches/],
  ['view velocity.h5 velocity -d geometry.h5 --contour-step 0.0001', /--contour-step/],
  ['save_kmz velocity.h5 -v 2 1', /--vlim 2 1/],
  ['plot_network stack.h5 -v 1 nan', /--vlim 1 NaN/],
  ['timeseries2velocity ts.h5 --ram 0', /--ram 0/],
  ['timeseries2velocity ts.h5 --poly 0 --polyline 20200120', /--polyline .*--poly 0/],
  ['ifgram_inversion stack.h5 -m none.h5', /stack\.h5 does not tell its looks/],
  ['ifgram_inversion stack.h5 --num-worker few', /--num-worker few/],
  ['ifgram_inversion stack.h5 --ref-date 20200102', /--ref-date 20200102 .*\n.*20200113/],
  ['tropo_phase_elevation ts.h5 -g geometry.h5 -m mask.h5 -l 0', /--looks 0/],
  ['reference_date ts.h5 -r 2020', /2020 is not a date/],
  ['geocode velocity.h5 --lat-file mask.h5 --lon-file mask.h5', /mask\.h5 has no dataset latitude/],
  ['plate_motion -g geometry.h5 --enu 0 0 0 -v mask.h5', /mask\.h5 is no velocity/],
  ['closure_phase_bias -i stack.h5 --nl 2 -o /proc/mintsar/a', /\/proc\/mintsar\/a cannot be made/],
  ['modify_network stack.h5 --ex-date 2020', /--exclude-date 2020/],
  ['reference_point velocity.h5 -y 1 -x 1 -m none.h5', /none\.h5/],
  ['save_qgis ts.h5 -g geometry.h5 -o a.gpkg', /save_points/],
  ['save_qgis ts.h5 -g geometry.h5 -B 37 36 25 26', /--geo-bbox 37 36 25 26/],
  ['save_qgis ts.h5 -g geometry.h5 -b 3 1 2 4', /columns 3 to 2 hold no pixel.*\n.*X0 Y0 X1 Y1/],
  ['save_qgis velocity.h5 -g geometry.h5', /velocity\.h5 is not a time series/],
  ['save_qgis ts.h5 -g mask.h5', /mask\.h5 does not tell latitude and longitude/],
  ['save_points ts.h5 -o a.xyz', /a\.xyz does not tell the format/],
  ['save_points mask.h5 -o a.parquet', /mask\.h5 holds neither a time series nor velocities/],
  ['save_points ts.h5 -g geometry.h5 -m stack.h5 -o a.csv', /stack\.h5 holds more than one raster/],
  ['save_points ts.h5 -g geometry.h5 --sub-lat 50 51 -o a.parquet', /No pixel of .*ts\.h5 is left/],
  ['save_points ts.h5 -g geometry.h5 --sub-y 8 9 -o a.parquet', /rows 8 to 9.*holds no pixel/],
  ['save_points ts.h5 -g velocity.h5 -o a.parquet', /velocity\.h5 does not tell latitude and longitude/],
  ['save_points ts.h5 -g geometry.h5 --points mask.h5 -o a.csv', /mask\.h5 does not tell places/],
  [
    'save_points ts.h5 -g geometry.h5 --points far.csv -o a.csv',
    /None of the 1 places of .*far\.csv lies in/,
  ],
  [
    'save_points ts.h5 -g geometry.h5 --points far.csv --step 2 -o a.csv',
    /an area or a step does not go with it/,
  ],
  ['save_points ts.h5 -g geometry.h5 --points far.csv --average 2 -o a.csv', /--average|has no middle/],
  ['save_points ts.h5 --average 3 -o a.csv', /--average is for places/],
  ['save_points ts.h5 -g geometry.h5 --points far.csv -o far.csv', /far\.csv is read/],
  ['save_points ts.h5 -v mask.h5 -g geometry.h5 -o a.csv', /mask\.h5 has no velocity/],
  ['save_explorer ts.h5', /ts\.h5 is in radar coordinates/],
  ['save_explorer velocity.h5', /velocity\.h5 is not a time series/],
  ['save_explorer geo.h5 -v geo.h5', /geo\.h5 has no velocity/],
  ['save_explorer geo.h5 -m stack.h5', /stack\.h5 is no mask/],
  ['save_explorer mm.h5', /mm\.h5 is in mm; /],
  ['save_explorer geo.h5 -o file', /file cannot be made: a file is in the way/],
  ['save_qgis ts.h5 -g none.h5', /none\.h5 \(--geom\) does not exist/],
  ['save_qgis ts.h5 -g geometry.h5 -o folder.shp', /folder\.dbf cannot be written: it is a folder/],
  ['dem_error ts.h5 -g velocity.h5', /velocity\.h5 is no geometry/],
];

/** Numbers that mean nothing, whatever the data. */
const NUMBERS: readonly Case[] = [
  ['closure_phase_bias -i stack.h5 --nl 2 --num-sigma -1', /--num-sigma -1/],
  ['closure_phase_bias -i stack.h5 --nl 2 --eps -0.1', /--eps -0\.1/],
  ['generate_mask mask.h5 -p -3', /-3 is not a whole number of at least 0/],
  ['generate_mask mask.h5 --ex-circle 2 2 -1', /--ex-circle/],
  ['modify_network stack.h5 --max-tbase -12', /--max-tbase -12/],
  ['modify_network stack.h5 --max-pbase 0', /--max-pbase 0/],
  ['modify_network stack.h5 --max-conn-num 0', /--max-conn-num 0/],
  ['modify_network stack.h5 --coherence-based --min-coherence 7', /--min-coherence 7/],
  ['modify_network stack.h5 --area-ratio-based --min-area-ratio nan', /--min-area-ratio nan/],
  ['ifgram_inversion stack.h5 --min-redun -1', /-1 is not a number of at least 0/],
  ['reference_point stack.h5 --force --min-coherence 1.2', /--min-coherence 1\.2/],
  ['timeseries2velocity ts.h5 --period -1', /-1 is not a number above 0/],
  ['timeseries2velocity ts.h5 --uq bootstrap --bc 0', /0 is not a whole number of at least 2/],
  ['tropo_phase_elevation ts.h5 -g geometry.h5 -m mask.h5 -t 2', /--threshold 2/],
  ['geocode velocity.h5 -l geometry.h5 --lalo 0 0.001', /0/],
  ['view velocity.h5 --alpha 3', /--alpha 3/],
  ['view velocity.h5 --wspace -1', /--wspace -1/],
];

const TEMPLATES: readonly Case[] = [
  ['plan folder', /folder/],
  ['update', /No template was given/],
  ['load_data -t none.cfg smallbaselineApp.cfg', /none\.cfg/],
  ['plan none.cfg', /none\.cfg/],
  ['update none.cfg', /none\.cfg/],
];

test('without a template load_data and smallbaselineApp end with 1, as MintPy', async () => {
  for (const name of ['load_data', 'smallbaselineApp'])
    await complains([name], folder, { status: 1, says: [/template/] });
});

test.each([
  'view velocity.h5 -o nowhere/v.png',
  'save_kmz geo.h5 -o nowhere/v.kmz',
  'save_gdal geo.h5 -o nowhere/v.tif',
  'save_points ts.h5 -g geometry.h5 -o nowhere/p.csv',
  'temporal_average ts.h5 -o nowhere/a.h5',
])('%s makes no folder', async (words) => {
  const says = [/nowhere does not exist[\s\S]*Make it/];
  await complains(words.split(' '), folder, { status: 2, says });
  expect(existsSync(at('nowhere'))).toBe(false);
});

test.each([...REPLACING, ...SYSTEM, ...VALUES, ...NUMBERS, ...TEMPLATES])(
  '%s is answered by a sentence and a remedy, and no input changes',
  async (words, says) => {
    const before = INPUTS.map((name) => readFileSync(at(name)));
    const complaint: Complaint = { status: 2, says: [says] };
    await complains(words.split(' '), folder, complaint);
    INPUTS.forEach((name, i) => {
      expect(readFileSync(at(name)).equals(before[i]), name).toBe(true);
    });
  },
);

test('flags of what the template leaves open count, what it sets wins', () => {
  writeFileSync(at('my.cfg'), 'mintpy.timeFunc.polynomial = 2\nmintpy.timeFunc.periodic = auto\n');
  const { stderr } = runCli(
    ['timeseries2velocity', 'ts.h5', '-t', 'my.cfg', '--poly', '1', '--step', '20200120', '-o', 'v.h5'],
    folder,
  );
  expect(stderr).toContain('fit intercept, velocity, acceleration, step20200120');
});

test('--plot with another work directory runs no step', () => {
  mkdirSync(at('work'));
  writeFileSync(at('work/smallbaselineApp.cfg'), 'mintpy.load.processor = isce\n');
  const { stderr } = runCli(['smallbaselineApp', '--work-dir=work', '--plot'], folder);
  expect(stderr).toContain('no data are loaded in this folder');
});
