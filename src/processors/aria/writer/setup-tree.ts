import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { randomStream } from '../../../core/simulation/random-stream.ts';
import { createGaussian } from '../../../core/stats/gaussian.ts';
import { makeFolders } from '../../../io/make-folders.ts';
import { simulateValley, VALLEY_GRID, type Valley, type ValleyOptions } from './valley.ts';

/** A set-up of ARIA-tools on disk, and the truth behind it. */
export interface WrittenSetup {
  readonly folder: string;
  /** template of the workflow, in the work directory `mintpy` */
  readonly template: string;
  readonly workFolder: string;
  readonly valley: Valley;
}

const WAVELENGTH = 0.05546576;
/** Of the products: independent looks of a pixel. */
const LOOKS = 60;

/**
 * Simulate interferograms of a subsiding valley and write them as `ariaTSsetup.py` of ARIA-tools leaves GUNW products:
 * stacks of unwrapped phase, coherence and components, geometry and water mask on a map, and a template.
 */
export function writeAriaSetup(folder: string, options: ValleyOptions = {}): WrittenSetup {
  const root = resolve(folder);
  const valley = simulateValley(options);
  const { dates, pairs, bperp, coherence, land } = valley;
  const [length, width] = coherence.shape;
  const displacement = dates.map((_, k) => valley.displacement(k));
  const names = pairs.map(([a, b]) => `${dates[b]}_${dates[a]}`); // products are named later_earlier
  pairs.forEach(([a, b], k) => {
    const gaussian = createGaussian(randomStream(options.seed ?? 7, 'noise', k));
    // Products count from the later date to the earlier one.
    const phase = displacement[b].map((value, i) => {
      if (land.data[i] === 0) return 0;
      const gamma = coherence.data[i];
      const noise = Math.sqrt((1 - gamma * gamma) / (2 * LOOKS * gamma * gamma)) * gaussian();
      return ((4 * Math.PI) / WAVELENGTH) * (value - displacement[a][i]) + noise;
    });
    writeEnvi(join(root, 'unwrappedPhase', names[k]), phase, length, width, 0);
    writeEnvi(
      join(root, 'coherence', names[k]),
      coherence.data.map((v, i) => (land.data[i] === 0 ? 0 : v)),
      length,
      width,
      0,
    );
    writeEnvi(join(root, 'connectedComponents', names[k]), Int16Array.from(land.data), length, width, -1);
  });
  const stacks = [
    ['unwrapStack.vrt', 'unwrappedPhase', 'Float32'],
    ['cohStack.vrt', 'coherence', 'Float32'],
    ['connCompStack.vrt', 'connectedComponents', 'Int16'],
  ] as const;
  for (const [file, layer, type] of stacks) {
    const bands = names.map((name, k) => ({ name, bperp: bperp[pairs[k][0]] - bperp[pairs[k][1]] }));
    put(join(root, 'stack', file), stackVrt(layer, type, bands, length, width));
  }
  writeEnvi(
    join(root, 'DEM', 'glo_90.dem'),
    Int16Array.from(valley.height.data, Math.round),
    length,
    width,
    -32768,
  );
  writeEnvi(join(root, 'incidenceAngle', names[0]), valley.incidence.data, length, width, 0);
  writeEnvi(
    join(root, 'azimuthAngle', names[0]),
    valley.incidence.data.map(() => 191),
    length,
    width,
    0,
  );
  writeEnvi(join(root, 'mask', 'watermask.msk'), Int16Array.from(land.data), length, width, -1);
  const workFolder = join(root, 'mintpy');
  const template = join(workFolder, 'CentralValleySenDT144.cfg');
  put(template, TEMPLATE);
  return { folder: root, template, workFolder, valley };
}

const TEMPLATE = `# a set-up of ARIA-tools, simulated
mintpy.load.processor        = aria
mintpy.load.unwFile          = ../stack/unwrapStack.vrt
mintpy.load.corFile          = ../stack/cohStack.vrt
mintpy.load.connCompFile     = ../stack/connCompStack.vrt
mintpy.load.demFile          = ../DEM/glo_90.dem
mintpy.load.incAngleFile     = ../incidenceAngle/*.vrt
mintpy.load.azAngleFile      = ../azimuthAngle/*.vrt
mintpy.load.waterMaskFile    = ../mask/watermask.msk
mintpy.troposphericDelay.method = no
mintpy.topographicResidual      = no
`;

/** A raster with its ENVI header and its virtual raster, as GDAL writes them. */
function writeEnvi(
  path: string,
  values: Float32Array | Int16Array,
  length: number,
  width: number,
  noData: number,
): void {
  const isFloat = values instanceof Float32Array;
  const { north, west, step } = VALLEY_GRID;
  put(path, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  put(
    `${path.replace(/\.\w+$/, '')}.hdr`,
    `ENVI\nsamples = ${width}\nlines = ${length}\nbands = 1\nheader offset = 0\nfile type = ENVI Standard\n` +
      `data type = ${isFloat ? 4 : 2}\ninterleave = bsq\nbyte order = 0\n` +
      `map info = {Geographic Lat/Lon, 1, 1, ${west}, ${north}, ${step}, ${step}, WGS-84}\n` +
      `data ignore value = ${noData}\n`,
  );
  const file = path.split('/').at(-1) as string;
  const band =
    `  <VRTRasterBand dataType="${isFloat ? 'Float32' : 'Int16'}" band="1">\n    <NoDataValue>${noData}</NoDataValue>\n` +
    `    <SimpleSource><SourceFilename relativeToVRT="1">${file}</SourceFilename><SourceBand>1</SourceBand></SimpleSource>\n` +
    '  </VRTRasterBand>\n';
  if (!/\.(dem|msk)$/.test(path)) put(`${path}.vrt`, vrt(length, width, band));
}

function stackVrt(
  layer: string,
  type: string,
  bands: readonly { readonly name: string; readonly bperp: number }[],
  length: number,
  width: number,
): string {
  const items = ({ name, bperp }: (typeof bands)[number]) =>
    [
      ['Dates', name],
      ['Wavelength (m)', String(WAVELENGTH)],
      ['UTCTime (HH:MM:SS.ss)', '13:52:10.500000'],
      ['startRange', '846000.0'],
      ['endRange', '940000.0'],
      ['slantRangeSpacing', '2.329562187194824'],
      ['orbitDirection', 'DESCENDING'],
      ['perpendicularBaseline', bperp.toFixed(4)],
    ].map(([key, value]) => `      <MDI key="${key}">${value}</MDI>\n`);
  const all = bands.map(
    (band, k) =>
      `  <VRTRasterBand dataType="${type}" band="${k + 1}">\n    <NoDataValue>${type === 'Int16' ? -1 : 0}</NoDataValue>\n` +
      `    <SimpleSource><SourceFilename relativeToVRT="1">../${layer}/${band.name}.vrt</SourceFilename><SourceBand>1</SourceBand></SimpleSource>\n` +
      `    <Metadata domain="${layer}">\n${items(band).join('')}    </Metadata>\n  </VRTRasterBand>\n`,
  );
  return vrt(length, width, all.join(''));
}

function vrt(length: number, width: number, bands: string): string {
  const { north, west, step } = VALLEY_GRID;
  return (
    `<VRTDataset rasterXSize="${width}" rasterYSize="${length}">\n` +
    '  <SRS>GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]</SRS>\n'.replace(
      /"(?=[^<]*<\/SRS>)/g,
      '&quot;',
    ) +
    `  <GeoTransform>${west}, ${step}, 0.0, ${north}, 0.0, -${step}</GeoTransform>\n${bands}</VRTDataset>\n`
  );
}

function put(path: string, content: string | Uint8Array): void {
  makeFolders(dirname(path));
  writeFileSync(path, content);
}
