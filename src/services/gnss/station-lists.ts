import { FileError } from '../../core/errors.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';

/** Where a station stands. */
export interface StationPlace {
  readonly site: string;
  /** degrees */
  readonly latitude: number;
  /** degrees, -180 to 180 */
  readonly longitude: number;
}

/** Lines of text before the table of velocities of ESESES. */
const ESESES_HEADER = 17;

/** Stations of ESESES' table of velocities: site, longitude, latitude, … after {@link ESESES_HEADER} lines. */
export function parseEsesesList(text: string, path: string): StationPlace[] {
  return placesOf(path, text.split('\n').slice(ESESES_HEADER), ([site, lon, lat]) => [site, lat, lon]);
}

/** Stations of JPL's `table2.html`: of the two lines of a station the one `SITE POS latitude longitude …`. */
export function parseSideshowList(text: string, path: string): StationPlace[] {
  const lines = text.split('\n').filter((line) => /^\s*\w{4}\s+POS\s/.test(line));
  return placesOf(path, lines, ([site, , lat, lon]) => [site, lat, lon]);
}

/** Stations of a list of one's own: site, longitude, latitude. */
export function parseGenericList(text: string, path: string): StationPlace[] {
  return placesOf(path, text.split('\n'), ([site, lon, lat]) => [site, lat, lon]);
}

function placesOf(
  path: string,
  lines: readonly string[],
  columns: (words: readonly string[]) => readonly [site: string, lat: string, lon: string],
): StationPlace[] {
  const places = lines
    .filter((line) => line.trim() !== '' && !/^\s*[#<]/.test(line))
    .map((line): StationPlace => {
      const [site, lat, lon] = columns(line.trim().split(/\s+/));
      const [latitude, longitude] = [Number(lat), Number(lon)];
      if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 360)
        return { site: site.toUpperCase(), latitude, longitude: standardizeLongitude(longitude) };
      throw new FileError(
        `${path} has a line without the place of a station: "${line.trim().slice(0, 60)}".`,
        "A line of one's own list is: site, longitude, latitude (degrees). Other lists: fetch the file again.",
      );
    });
  if (places.length > 0) return places;
  throw new FileError(`${path} lists no station.`, 'Fetch the file again.');
}
