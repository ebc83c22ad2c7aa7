import { commandJudge, pythonWith } from './judge.ts';

/* The programs that users read our exports with. */

const gdal = pythonWith('osgeo.gdal, numpy', 'python3-gdal');
const xarray = pythonWith('xarray, netCDF4', 'python3-xarray python3-netcdf4');
export const gmt = commandJudge('gmt', ['--version'], 'gmt');
export const octave = commandJudge('octave', ['--version'], 'octave');
export const hasGdal = gdal.isThere;
export const hasXarray = xarray.isThere;

/** A raster as GDAL sees it. */
export interface GdalRaster {
  readonly driver: string;
  readonly layout: string | null;
  readonly transform: number[];
  readonly epsg: string | null;
  readonly type: string;
  readonly noData: number | string | null;
  readonly unit: string;
  readonly description: string;
  readonly metadata: Record<string, string>;
  readonly shape: [length: number, width: number];
  readonly overviews: { readonly shape: [number, number]; readonly values: Float64Array }[];
  readonly values: Float64Array;
}

const GDAL = `
import sys, json, base64, numpy as np
from osgeo import gdal, osr
gdal.UseExceptions()
d = gdal.Open(sys.argv[1]); b = d.GetRasterBand(1)
pack = lambda a: base64.b64encode(np.ascontiguousarray(a, dtype='<f8').tobytes()).decode()
srs = d.GetSpatialRef()
n = b.GetNoDataValue()
print(json.dumps(dict(
  driver=d.GetDriver().ShortName, layout=d.GetMetadataItem('LAYOUT', 'IMAGE_STRUCTURE'), transform=[v + 0.0 for v in d.GetGeoTransform()],
  epsg=srs and srs.GetAuthorityCode(None), type=gdal.GetDataTypeName(b.DataType),
  noData=None if n is None else 'nan' if np.isnan(n) else n, unit=b.GetUnitType(), description=b.GetDescription(),
  metadata=d.GetMetadata(), shape=[d.RasterYSize, d.RasterXSize], values=pack(b.ReadAsArray()),
  overviews=[dict(shape=[o.YSize, o.XSize], values=pack(o.ReadAsArray())) for o in map(b.GetOverview, range(b.GetOverviewCount()))])))`;

export function readByGdal(path: string): GdalRaster {
  type Packed = Omit<GdalRaster, 'values' | 'overviews'> & {
    values: string;
    overviews: { shape: [number, number]; values: string }[];
  };
  const seen = JSON.parse(gdal.run(GDAL, path)) as Packed;
  return {
    ...seen,
    values: doubles(seen.values),
    overviews: seen.overviews.map((one) => ({ ...one, values: doubles(one.values) })),
  };
}

/** Little-endian doubles in base64. */
export function doubles(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** The value of a Python expression of the dataset `d`, as xarray opens it. */
export function askXarray(path: string, expression: string): unknown {
  const script = `import sys, json, xarray\nd = xarray.open_dataset(sys.argv[1])\nprint(json.dumps(${expression}))`;
  return JSON.parse(xarray.run(script, path));
}

/** A MAT-file of numbers and one struct of texts, as Octave reads it. */
export interface MatContent {
  readonly numbers: Record<
    string,
    { readonly type: string; readonly size: number[]; readonly values: number[] }
  >;
  readonly texts: Record<string, string>;
}

const OCTAVE = `
s = load(argv(){end}); out = struct('numbers', struct(), 'keys', {{}}, 'texts', {{}});
for f = fieldnames(s)'
  v = s.(f{1});
  if isstruct(v)
    out.keys = fieldnames(v)'; out.texts = struct2cell(v)';
  else
    out.numbers.(f{1}) = struct('type', class(v), 'size', size(v), 'values', {num2cell(double(v(:))')});
  end
end
printf('%s', jsonencode(out));`;

export function readByOctave(path: string): MatContent {
  const script = OCTAVE.replace('argv(){end}', `'${path}'`);
  const { numbers, keys, texts } = JSON.parse(
    octave.run('--no-gui', '--norc', '--quiet', '--eval', script),
  ) as {
    numbers: MatContent['numbers'];
    keys: string[];
    texts: string[];
  };
  return { numbers, texts: Object.fromEntries(keys.map((key, k) => [key, texts[k]])) };
}
