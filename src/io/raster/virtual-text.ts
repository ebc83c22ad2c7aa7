import { UnsupportedError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { crsText, type MapCrs } from '../attributes/crs.ts';
import type { Attributes } from '../hdf5/types.ts';

/** A band of a virtual raster that shows a band of another file. */
export interface VirtualBand {
  readonly type: 'Float32' | 'Int16' | 'Byte';
  readonly noData?: number;
  /** relative to the folder of the virtual raster */
  readonly file: string;
  /** items of a metadata domain */
  readonly domain?: { readonly name: string; readonly items: Attributes };
}

/**
 * A virtual raster of GDAL (VRT) over files of the same size, one band each.
 * @throws {UnsupportedError} for a map that has no well-known text here
 */
export function virtualRasterText(grid: MapGrid, crs: MapCrs, bands: readonly VirtualBand[]): string {
  const { yFirst, xFirst, yStep, xStep, length, width } = grid;
  const srs = crsText(crs);
  if (srs === undefined)
    throw new UnsupportedError(
      `EPSG:${crs.epsg} is neither WGS 84 in degrees nor one of its UTM zones.`,
      'Choose another projection.',
    );
  const rectangle = `xOff="0" yOff="0" xSize="${width}" ySize="${length}"`;
  const lines = bands.flatMap(({ type, noData, file, domain }, k) => [
    `  <VRTRasterBand dataType="${type}" band="${k + 1}">`,
    ...(domain === undefined ? [] : domainLines(domain)),
    ...(noData === undefined ? [] : [`    <NoDataValue>${noData}</NoDataValue>`]),
    '    <SimpleSource>',
    `      <SourceFilename relativeToVRT="1">${escaped(file)}</SourceFilename>`,
    '      <SourceBand>1</SourceBand>',
    `      <SourceProperties RasterXSize="${width}" RasterYSize="${length}" DataType="${type}" BlockXSize="${width}" BlockYSize="1"/>`,
    `      <SrcRect ${rectangle}/>`,
    `      <DstRect ${rectangle}/>`,
    '    </SimpleSource>',
    '  </VRTRasterBand>',
  ]);
  return [
    `<VRTDataset rasterXSize="${width}" rasterYSize="${length}">`,
    `  <SRS dataAxisToSRSAxisMapping="${crs.isProjected ? '1,2' : '2,1'}">${escaped(srs)}</SRS>`,
    `  <GeoTransform>${xFirst}, ${xStep}, 0.0, ${yFirst}, 0.0, ${yStep}</GeoTransform>`,
    ...lines,
    '</VRTDataset>',
    '',
  ].join('\n');
}

function domainLines({ name, items }: NonNullable<VirtualBand['domain']>): string[] {
  return [
    `    <Metadata domain="${escaped(name)}">`,
    ...Object.entries(items).map(
      ([key, value]) => `      <MDI key="${escaped(key)}">${escaped(value)}</MDI>`,
    ),
    '    </Metadata>',
  ];
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
