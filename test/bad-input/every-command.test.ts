import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../src/commands/registry.ts';
import { quietContext } from '../../src/core/context.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import { runHere } from '../support/cli.ts';
import { leftovers } from '../support/folder-state.ts';
import { temporaryFolder } from '../support/tiny-series.ts';
import { expectComplaint } from './complaint.ts';
import { INPUTS, writeScene } from './scene.ts';

/*
 * One call of every command. Its files are replaced in turn: a word in braces, which is a product that is read, by one that is
 * missing, a folder, an empty file and HDF5 that holds no product; a word in angles, which belongs to the pixels of another,
 * also by one of another size; a word in round brackets, which is no product, by one that is missing; a word in square brackets,
 * a file that is written, by a folder and by a name below a file; a word between bars by the latter alone.
 */
const CALLS: Readonly<Record<string, string>> = {
  smallbaselineApp: 'smallbaselineApp (my.cfg)',
  update: 'update (my.cfg)',
  doctor: 'doctor (my.cfg)',
  init: 'init (folder) -o |template.cfg|',
  demo: 'demo --size 20 30 --dir |demo|',
  plan: 'plan (my.cfg)',
  tiles: 'tiles run (tiles) --tile 1',
  completion: '',
  ariaDownload: 'ariaDownload -b (area.shp)',
  fetch: 'fetch (gopher:file)',
  ariaExtract: 'ariaExtract -f (none.nc) -l unwrappedPhase',
  ariaPlot: 'ariaPlot -f (none.nc) -plotall',
  ariaTSsetup: 'ariaTSsetup -f (none.nc)',
  load_data: 'load_data -t (my.cfg)',
  prep_aria: 'prep_aria -s folder -u (stack.vrt) -d dem.vrt -i inc.vrt',
  prep_cosicorr: 'prep_cosicorr (none.tif) -m (offsets.txt)',
  prep_fringe: 'prep_fringe -u (none.unw) -m IW1.xml',
  prep_gamma: 'prep_gamma (none.unw)',
  prep_gmtsar: 'prep_gmtsar (none.txt)',
  prep_hyp3: 'prep_hyp3 (none.tif)',
  prep_isce: 'prep_isce -m (IW1.xml) -g folder',
  prep_nisar: 'prep_nisar -i (none.nc) -d dem.tif',
  prep_opera: 'prep_opera -i (none.nc) -d dem.tif',
  prep_roipac: 'prep_roipac (none.unw)',
  prep_snap: 'prep_snap (none.img)',
  load_gbis: 'load_gbis {result.mat}',
  dem_gsi: 'dem_gsi -b 31 32 130 131 -g (tiles)',
  remove_hdf5_dset: 'remove_hdf5_dset {velocity.h5} velocity',
  info: 'info (velocity.h5)',
  viewer: 'viewer (none.h5) --no-browser',
  view: 'view {velocity.h5} velocity -m <mask.h5> -d <geometry.h5> -o [out.png]',
  tsview: 'tsview {ts.h5} --yx 2 3 -m <mask.h5> --nodisplay -o out',
  explain: 'explain {stack.h5} -y 2 -x 3',
  plot_network: 'plot_network {stack.h5}',
  plot_transection: 'plot_transection {velocity.h5} --start-yx 0 0 --end-yx 4 6 -m <mask.h5> -o [out.png]',
  plot_coherence_matrix: 'plot_coherence_matrix {stack.h5} --yx 2 3 --img-file {velocity.h5} -o [out.png]',
  geocode: 'geocode {velocity.h5} -l <geometry.h5> -o [out.h5]',
  subset: 'subset {velocity.h5} -x 1 3 -o [out.h5]',
  multilook: 'multilook {velocity.h5} -x 2 -y 2 -o [out.h5]',
  lookup_geo2radar: 'lookup_geo2radar {geometry.h5}',
  image_stitch: 'image_stitch {geoVelocity.h5} {geoVelocity.h5} --nodisplay -o [out.h5]',
  asc_desc2horz_vert:
    'asc_desc2horz_vert {geoVelocity.h5} {geoVelocity.h5} -g <geoGeometry.h5> <geoGeometry.h5> -o [hz.h5] [up.h5]',
  add: 'add {velocity.h5} <velocity.h5> -o [out.h5]',
  diff: 'diff {velocity.h5} <velocity.h5> -o [out.h5]',
  mask: 'mask {velocity.h5} -m <mask.h5> -o [out.h5]',
  generate_mask: 'generate_mask {velocity.h5} -m 1 --base <mask.h5> -o [out.h5]',
  image_math: 'image_math {velocity.h5} * 2 -o [out.h5]',
  spatial_filter: 'spatial_filter {velocity.h5} -o [out.h5]',
  spatial_average: 'spatial_average {ts.h5} -m <mask.h5>',
  temporal_average: 'temporal_average {ts.h5} -o [out.h5]',
  temporal_derivative: 'temporal_derivative {ts.h5} -o [out.h5]',
  temporal_filter: 'temporal_filter {ts.h5} -o [out.h5]',
  modify_network: 'modify_network {stack.h5} --coherence-based',
  reference_point: 'reference_point {ts.h5} -y 2 -x 3 -m <mask.h5> -o [out.h5]',
  reference_candidates:
    'reference_candidates {velocity.h5} -c <temporalCoherence.h5> -m <mask.h5> -g <geometry.h5>',
  reference_date: 'reference_date {ts.h5} -r 20200113 -o [out.h5]',
  unwrap_error_bridging: 'unwrap_error_bridging {stack.h5}',
  unwrap_error_phase_closure: 'unwrap_error_phase_closure {stack.h5} -c <mask.h5>',
  ifgram_inversion: 'ifgram_inversion {stack.h5} -w no -o [t.h5] [c.h5] [n.h5]',
  local_oscilator_drift: 'local_oscilator_drift {ts.h5} <geometry.h5> -o [out.h5]',
  tropo_phase_elevation: 'tropo_phase_elevation {ts.h5} -g <geometry.h5> -m <mask.h5> -o [out.h5]',
  remove_ramp: 'remove_ramp {velocity.h5} -m <mask.h5> -o [out.h5]',
  dem_error: 'dem_error {ts.h5} -g <geometry.h5> -o [out.h5]',
  plate_motion: 'plate_motion -g {geoGeometry.h5} -v <geoVelocity.h5> --plate Eurasia -o [out.h5]',
  s1ab_range_bias: 's1ab_range_bias {ts.h5} -g {geometry.h5}',
  closure_phase_bias: 'closure_phase_bias -i {stack.h5} --wm <mask.h5> --nl 2 -o |bias|',
  timeseries2velocity: 'timeseries2velocity {ts.h5} -o [out.h5]',
  timeseries_rms: 'timeseries_rms {ts.h5} -m <mask.h5>',
  change_points: 'change_points {ts.h5} -m <mask.h5> -o [out.h5]',
  gnss_compare: 'gnss_compare {ts.h5} -g <geometry.h5> --gnss-source GENERIC -o [out.png]',
  validate: 'validate {ts.h5} -m <mask.h5> -o [out.png]',
  compare_corrections: 'compare_corrections {ts.h5} {ts.h5} -g <geometry.h5> -m <mask.h5> -o [out.png]',
  save_kmz: 'save_kmz {geoVelocity.h5} -m <mask.h5> -o [out.kmz]',
  save_kmz_timeseries:
    'save_kmz_timeseries {geo.h5} --vel <velocity.h5> --tcoh <temporalCoherence.h5> --mask <mask.h5> -o [out.kmz]',
  save_qgis: 'save_qgis {ts.h5} -g <geometry.h5> -o |out.shp|',
  save_points: 'save_points {ts.h5} -g <geometry.h5> -m <mask.h5> -o [out.csv]',
  save_hdfeos5: 'save_hdfeos5 (geo.h5)',
  save_gdal: 'save_gdal {geoVelocity.h5} -m <mask.h5> -o [out.tif]',
  save_explorer: 'save_explorer {geo.h5} -v <geoVelocity.h5> -m <mask.h5> -o outExplorer',
  save_gmt: 'save_gmt {geoVelocity.h5} -o [out.grd]',
  save_zarr: 'save_zarr {geo.h5} -m <mask.h5> -o outZarr.zarr',
  save_netcdf: 'save_netcdf {geo.h5} -m <mask.h5> -o [out.nc]',
  save_roipac: 'save_roipac {geoVelocity.h5} -m <mask.h5> -o [out.unw]',
  save_gbis: 'save_gbis {geoVelocity.h5} -g <geoGeometry.h5> -m <mask.h5> --nodisplay -o [out.mat]',
  save_kite: 'save_kite {geoVelocity.h5} -d velocity -g <geoGeometry.h5> -m <mask.h5> -o [out]',
  multi_transect: 'multi_transect (velocity.h5)',
  iono_split_spectrum:
    'iono_split_spectrum -t (file) --iono-stack-file {stack.h5} -f {ts.h5} --iono-file [ion.h5] -o [out.h5]',
  iono_tec: 'iono_tec {ts.h5} -g {geometry.h5}',
  tropo_pyaps3: 'tropo_pyaps3 -f {ts.h5} -g {geometry.h5}',
  tropo_gacos: 'tropo_gacos -f {ts.h5} -g {geometry.h5}',
  tropo_opera: 'tropo_opera -f {ts.h5} -g {geometry.h5} --no-download',
  solid_earth_tides: 'solid_earth_tides {ts.h5} -g {geometry.h5}',
};

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  await writeScene(folder);
  writeFileSync(at('empty.h5'), '');
  writeFileSync(at('offsets.txt'), 'offsets.tif 20200101 20200113\n');
  const attributes = { LENGTH: '4', WIDTH: '6', FILE_TYPE: 'mask' };
  const values = new Float32Array(24).fill(1);
  await writeProduct(
    at('small.h5'),
    attributes,
    [{ name: 'mask', type: 'f4', shape: [4, 6], values }],
    quietContext(),
  );
  await writeProduct(
    at('other.h5'),
    {},
    [{ name: 'a', type: 'f4', shape: [3], values: new Float32Array(3) }],
    quietContext(),
  );
  mkdirSync(at('folder.h5'));
});

test('every command is in the table', () => {
  expect(Object.keys(CALLS).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
});

const UNUSABLE = ['none.h5', 'folder.h5', 'empty.h5', 'other.h5'];
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  '{': UNUSABLE,
  '<': [...UNUSABLE, 'small.h5'],
  '(': ['none.h5'],
  '[': ['folder.h5', 'file/out.h5'],
  '|': ['file/out.h5'],
};

/** The call with each of its files in turn replaced by what does not do. */
function spoiled(line: string): (readonly [words: readonly string[], bad: string])[] {
  const parts = line.split(' ');
  const plain = parts.map((word) => word.replace(/^[{<([|](.+)[}>)\]|]$/, '$1'));
  return parts.flatMap((word, k) => {
    const bad = word === plain[k] ? [] : INSTEAD[word[0]];
    return bad.map((name) => [plain.map((one, i) => (i === k ? name : one)), name] as const);
  });
}

test.each(Object.entries(CALLS))(
  '%s names the file that does not do, says what to do, and changes no input',
  async (name, line) => {
    const before = INPUTS.map((input) => readFileSync(at(input)));
    for (const [words, bad] of spoiled(line)) {
      const result = await runHere(['--quiet', ...words], folder);
      const status = name === 'load_data' ? 1 : 2; // as MintPy
      expectComplaint(result, { status, says: [new RegExp(bad.replaceAll('.', '\\.'))] });
    }
    INPUTS.forEach((input, i) => {
      expect(readFileSync(at(input)).equals(before[i]), input).toBe(true);
    });
    expect(leftovers(folder)).toEqual([]);
  },
);

test('completion knows its shells', async () => {
  const result = await runHere(['--quiet', 'completion', 'tcsh'], folder);
  expectComplaint(result, { status: 2, says: [/tcsh is none of bash, zsh, fish/] });
});

test('a mask that is named and missing is a warning where the work goes on without it', async () => {
  const words = 'ifgram_inversion stack.h5 -w no -m none.h5 -o warnT.h5 warnC.h5 warnN.h5'.split(' ');
  const { status, stderr } = await runHere(words, folder);
  expect(stderr).toContain('warning: none.h5 (--water-mask) does not exist: the work goes on without it');
  expect(status).toBe(0);
});
