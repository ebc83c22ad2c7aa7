import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UPLIFT, UPLIFT_DATES, upliftPhase } from './uplift-phase.ts';

const { length, width } = UPLIFT;
const N = length * width;
const WAVELENGTH = 0.05546576;
/** Whole images of ISCE-2, and where the window of FRInGE lies in them. */
const FULL = { length: 20, width: 16, y0: 4, x0: 3 };

/** A raster with an ENVI header. */
export function writeRawBands(
  path: string,
  values: Float32Array | Uint8Array,
  rows: number,
  bands = 1,
): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, new Uint8Array(values.buffer));
  const type = values instanceof Uint8Array ? 1 : 4;
  const samples = values.length / rows / bands;
  writeFileSync(
    `${path}.hdr`,
    `ENVI\nsamples = ${samples}\nlines = ${rows}\nbands = ${bands}\ndata type = ${type}\ninterleave = bil\nbyte order = 0\n`,
  );
}

/** A geometry raster of ISCE-2 whose value tells band, row and column, and the window that shows it. */
function geometry(
  project: string,
  name: string,
  valueAt: (band: number, y: number, x: number) => number,
  bands = 1,
): void {
  const values = new Float32Array(FULL.length * FULL.width * bands);
  for (let y = 0; y < FULL.length; y++)
    for (let b = 0; b < bands; b++)
      for (let x = 0; x < FULL.width; x++) values[(y * bands + b) * FULL.width + x] = valueAt(b, y, x);
  writeRawBands(join(project, `merged/geom_reference/${name}.rdr.full`), values, FULL.length, bands);
  if (bands > 1) return; // FRInGE leaves the line of sight where it is
  mkdirSync(join(project, 'fringe/geometry'), { recursive: true });
  writeFileSync(
    join(project, `fringe/geometry/${name}.vrt`),
    `<VRTDataset rasterXSize="${width}" rasterYSize="${length}"><VRTRasterBand dataType="Float32" band="1"><SimpleSource>
<SourceFilename relativeToVRT="1">../../merged/geom_reference/${name}.rdr.full</SourceFilename><SourceBand>1</SourceBand>
<SrcRect xOff="${FULL.x0}" yOff="${FULL.y0}" xSize="${width}" ySize="${length}"/><DstRect xOff="0" yOff="0" xSize="${width}" ySize="${length}"/>
</SimpleSource></VRTRasterBand></VRTDataset>`,
  );
}

/** What FRInGE leaves beside a stack of ISCE-2, of ground that rises; the third date is the reference of all. */
export function writeFringeStack(project: string): void {
  const at = (path: string) => join(project, path);
  mkdirSync(at('reference'));
  writeFileSync(at('reference/IW1.xml'), '<productmanager_name/>');
  writeFileSync(
    at('reference/data.rsc'),
    `LENGTH ${FULL.length}\nWIDTH ${FULL.width}\nALOOKS 1\nRLOOKS 1\nRANGE_PIXEL_SIZE 2.3\nAZIMUTH_PIXEL_SIZE 14\nWAVELENGTH ${WAVELENGTH}\n` +
      'STARTING_RANGE 800000\nEARTH_RADIUS 6371000\nHEIGHT 700000\nHEADING -12\nNCORRLOOKS 1\nPLATFORM Sen\nCENTER_LINE_UTC 1000\n',
  );
  geometry(project, 'hgt', (_, y, x) => 100 * y + x);
  geometry(project, 'lat', (_, y) => 30 - y / 1000);
  geometry(project, 'lon', (_, __, x) => 100 + x / 1000);
  geometry(project, 'los', (b, _, x) => (b === 0 ? 30 + x : -100), 2);
  for (const date of UPLIFT_DATES.filter((one) => one !== UPLIFT_DATES[2])) {
    // One of them is the reference of all; the sheet of a pair tells amplitude and phase, as ISCE's programs leave it.
    const phase = upliftPhase(UPLIFT_DATES[2], date, WAVELENGTH);
    const both = new Float32Array(2 * N);
    for (let y = 0; y < length; y++)
      both.set(phase.subarray(y * width, (y + 1) * width), (2 * y + 1) * width);
    writeRawBands(at(`fringe/PS_DS/unwrap/${UPLIFT_DATES[2]}_${date}.unw`), both, length, 2);
    writeRawBands(
      at(`fringe/PS_DS/unwrap/${UPLIFT_DATES[2]}_${date}.unw.conncomp`),
      new Uint8Array(N).fill(1),
      length,
    );
    mkdirSync(at(`baselines/${UPLIFT_DATES[2]}_${date}`), { recursive: true });
    writeFileSync(
      at(`baselines/${UPLIFT_DATES[2]}_${date}/${UPLIFT_DATES[2]}_${date}.txt`),
      `Bperp (average): ${10 * UPLIFT_DATES.indexOf(date)}\n`,
    );
  }
  writeRawBands(at('fringe/PS_DS/tcorr_ds_ps.bin'), new Float32Array(N).fill(0.8), length);
  writeRawBands(
    at('fringe/ampDispersion/ps_pixels'),
    Uint8Array.from({ length: N }, (_, p) => p % 2),
    length,
  );
}
