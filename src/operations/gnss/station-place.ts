import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { Place } from '../../io/products/place.ts';
import { findStations, type GnssSource } from '../../services/gnss/gnss-sources.ts';
import { gnssFolder } from '../figures/gnss-points.ts';

const WORLD = { south: -90, north: 90, west: -180, east: 180 };

/**
 * Where a station stands, by the list of its source: in the current folder, near a product, or fetched.
 * @throws {OptionError} when the list does not name it @throws {RunError} when there is no list and it cannot be fetched
 */
export async function placeOfStation(
  {
    site,
    source = 'UNR',
    near,
  }: { readonly site: string; readonly source?: GnssSource; readonly near: string },
  context: Context,
): Promise<Place> {
  const folder = gnssFolder({ path: near }, source);
  const stations = await findStations(source, { box: WORLD, minSolutions: 0 }, { folder }, context);
  const found = stations.find((station) => station.site === site.toUpperCase());
  if (found !== undefined) return { lat: found.latitude, lon: found.longitude };
  throw new OptionError(
    `The list of GNSS stations of ${source} has no ${site}.`,
    'Names have four letters or digits, e.g. P123; mintsar view FILE --show-gnss --gnss-label shows those of the area.',
  );
}
