import { epsgToUtmZone, utmZoneToEpsg } from '../../core/geometry/utm.ts';
import type { Attributes } from '../hdf5/types.ts';
import { optionalNumber } from './typed.ts';

/** The coordinate reference system of a map. */
export interface MapCrs {
  /** undefined: metres of a projection that the attributes do not name */
  readonly epsg: number | undefined;
  readonly isProjected: boolean;
  /** `11N` when it is one of the UTM zones on WGS 84 */
  readonly utmZone?: string;
}

const WGS84 = 4326;

/** Of a geocoded product: EPSG, else UTM_ZONE, else degrees on WGS 84. @throws {OptionError} for a UTM zone that is none */
export function mapCrs(attributes: Attributes): MapCrs {
  const zone = attributes['UTM_ZONE'];
  const own = optionalNumber(attributes, 'EPSG');
  const inMetres = (attributes['X_UNIT'] ?? attributes['Y_UNIT'] ?? '').toLowerCase().startsWith('m');
  const epsg = own ?? (zone ? Number(utmZoneToEpsg(zone)) : inMetres ? undefined : WGS84);
  const utmZone = epsg === undefined ? undefined : epsgToUtmZone(epsg);
  return { epsg, isProjected: inMetres || utmZone !== undefined, ...(utmZone && { utmZone }) };
}

const GEOGRAPHIC =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]';

/** Well-known text (OGC 01-009) of WGS 84 and its UTM zones, in ASCII; undefined for any other system. */
export function crsText({ epsg, utmZone }: MapCrs): string | undefined {
  if (epsg === WGS84) return GEOGRAPHIC;
  if (utmZone === undefined) return undefined;
  const isSouth = utmZone.endsWith('S');
  const parameters = {
    latitude_of_origin: 0,
    central_meridian: centralMeridianOf(utmZone),
    scale_factor: 0.9996,
    false_easting: 500_000,
    false_northing: isSouth ? 10_000_000 : 0,
  };
  const list = Object.entries(parameters).map(([name, value]) => `PARAMETER["${name}",${value}]`);
  const axes = 'AXIS["Easting",EAST],AXIS["Northing",NORTH]';
  return `PROJCS["WGS 84 / UTM zone ${utmZone}",${GEOGRAPHIC},PROJECTION["Transverse_Mercator"],${list.join()},UNIT["metre",1,AUTHORITY["EPSG","9001"]],${axes},AUTHORITY["EPSG","${epsg}"]]`;
}

/** Degrees, of a UTM zone. */
export function centralMeridianOf(utmZone: string): number {
  return Number.parseInt(utmZone, 10) * 6 - 183;
}
