// Compile the SIMD kernels of assembly/ and keep their bytes as modules, so that nothing has to be found at run time.
// usage: node scripts/wasm.mjs            write the modules
//        node scripts/wasm.mjs --check    exit 1 when a committed module is not what its source compiles to
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main as compile } from 'assemblyscript/asc';

/** source in assembly/, module in src/, name of its constant */
const kernels = [
  {
    source: 'image-rows.ts',
    module: 'core/filters/image-rows-simd-code.ts',
    constant: 'IMAGE_ROWS_SIMD',
  },
  {
    source: 'point-search.ts',
    module: 'core/geometry/resample/point-search-simd-code.ts',
    constant: 'POINT_SEARCH_SIMD',
  },
  { source: 'laplacian.ts', module: 'core/inversion/laplacian-simd-code.ts', constant: 'LAPLACIAN_SIMD' },
  { source: 'band-panels.ts', module: 'core/linalg/band-panels-simd-code.ts', constant: 'BAND_PANELS_SIMD' },
  { source: 'ramp-rows.ts', module: 'core/terrain/ramp-rows-simd-code.ts', constant: 'RAMP_ROWS_SIMD' },
  { source: 'box-rows.ts', module: 'io/hdf5/box-rows-simd-code.ts', constant: 'BOX_ROWS_SIMD' },
  { source: 'stack-sweep.ts', module: 'core/stack-sweep-simd-code.ts', constant: 'STACK_SWEEP_SIMD' },
  { source: 'blosc-lz4.ts', module: 'io/zarr/blosc-lz4-code.ts', constant: 'BLOSC_LZ4' },
  { source: 'lzf.ts', module: 'io/hdf5/lzf-wasm-code.ts', constant: 'LZF_WASM' },
  { source: 'raster-rows.ts', module: 'loading/raster-rows-simd-code.ts', constant: 'RASTER_ROWS_SIMD' },
  { source: 'page-band.ts', module: 'plot/paint/page-band-simd-code.ts', constant: 'PAGE_BAND_SIMD' },
  { source: 'row-sums.ts', module: 'core/filters/row-sums-simd-code.ts', constant: 'ROW_SUMS_SIMD' },
  {
    source: 'closure-filter.ts',
    module: 'core/closure-bias/closure-filter-simd-code.ts',
    constant: 'CLOSURE_FILTER_SIMD',
  },
  { source: 'disk-median.ts', module: 'core/filters/disk-median-simd-code.ts', constant: 'DISK_MEDIAN_SIMD' },
  {
    source: 'coarse-sums.ts',
    module: 'core/geometry/coarse-sums-simd-code.ts',
    constant: 'COARSE_SUMS_SIMD',
  },
  {
    source: 'field-delay.ts',
    module: 'core/atmosphere/field-delay-simd-code.ts',
    constant: 'FIELD_DELAY_SIMD',
  },
  {
    source: 'pixel-rows.ts',
    module: 'core/closure-bias/pixel-rows-simd-code.ts',
    constant: 'PIXEL_ROWS_SIMD',
  },
  {
    source: 'place-delays.ts',
    module: 'core/atmosphere/place-delays-simd-code.ts',
    constant: 'PLACE_DELAYS_SIMD',
  },
  {
    source: 'series-difference.ts',
    module: 'core/timeseries/series-difference-simd-code.ts',
    constant: 'SERIES_DIFFERENCE_SIMD',
  },
  {
    source: 'range-delays.ts',
    module: 'core/geometry/range-delays-simd-code.ts',
    constant: 'RANGE_DELAYS_SIMD',
  },
  {
    source: 'running-median.ts',
    module: 'core/timeseries/running-median-simd-code.ts',
    constant: 'RUNNING_MEDIAN_SIMD',
  },
];
const root = fileURLToPath(new URL('..', import.meta.url));
const flags = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--importMemory', '--noAssert'];
const folder = mkdtempSync(join(tmpdir(), 'mintsar-wasm-'));
const wasm = join(folder, 'kernel.wasm');
for (const { source, module, constant } of kernels) {
  const target = join(root, 'src', module);
  const { error } = await compile(
    [join('assembly', source), ...flags, '--baseDir', root, '--outFile', wasm],
    {
      stdout: process.stdout,
      stderr: process.stderr,
    },
  );
  if (error) throw error;
  const lines = readFileSync(wasm)
    .toString('base64')
    .match(/.{1,100}/g);
  const text = `// Compiled from assembly/${source} by \`npm run wasm\`; do not edit.
export const ${constant} = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${target} is not what assembly/${source} compiles to: run npm run wasm.\n`);
    process.exitCode = 1;
  }
}
rmSync(folder, { recursive: true });
