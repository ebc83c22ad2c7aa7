import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertArgument } from '../../core/arguments.ts';
import { MS_PER_DAY } from '../../core/dates.ts';
import { FileError } from '../../core/errors.ts';
import { fetchFile } from '../fetch-file.ts';
import type { ServiceContext } from '../service.ts';
import { assertSite, type GnssFolder, NEVADA } from './nevada.ts';
import { STATION_STEPS } from './station-steps-file.ts';
import { dayOf } from './tenv3.ts';

/** What may have offset a station: a change of its equipment or processing, or an earthquake. */
export type StationStep =
  | { readonly kind: 'equipment'; readonly date: string; readonly what: string }
  | {
      readonly kind: 'earthquake';
      /** YYYYMMDD */
      readonly date: string;
      /** from the station to the epicentre, km */
      readonly distance: number;
      readonly magnitude: number;
      /** its name at the USGS */
      readonly event: string;
    };

/** The real list has 7 MB. */
const MOST_BYTES = 64 << 20;

/**
 * Read the steps of a station from the laboratory's list, `steps.txt`. Text in, values out.
 *
 * Lines: `P123 14AUG24 1 Antenna_Changed`, and `P123 14AUG24 2 162.181 23.4 6.02 nc72282711` for an earthquake: the distance
 * within which it may be felt, its own distance, km, its magnitude and name (Blewitt et al. 2016, doi:10.1002/2015JB012552).
 *
 * @param path for messages
 * @throws {FileError} when it is no such list, or a line of the station is broken
 */
function parseStationSteps(text: string, site: string, path: string): StationStep[] {
  const lines = text.split('\n');
  if (!/^\s*\w{4}\s+\d{2}[A-Z]{3}\d{2}\s+[12]\s/i.test(lines[0]))
    throw new FileError(
      `${path} is no list of steps: it begins with "${lines[0].trim().slice(0, 40)}".`,
      'Remove it, so that it is fetched again.',
    );
  return lines.flatMap((line, k) => {
    const words = line.trim().split(/\s+/);
    if (words[0] !== site) return [];
    const step = stepOf(words);
    if (step !== undefined) return [step];
    throw new FileError(
      `${path}, line ${k + 1} is no step of a station: "${line.trim().slice(0, 60)}".`,
      'The file may have been cut: remove it, so that it is fetched again.',
    );
  });
}

function stepOf(words: readonly string[]): StationStep | undefined {
  const date = dayOf(words[1] ?? '');
  if (date === undefined) return undefined;
  if (words[2] === '1') return { kind: 'equipment', date, what: words.slice(3).join(' ') };
  const [distance, magnitude] = words.slice(4, 6).map(Number);
  if (words[2] !== '2' || words.length < 7 || !(distance >= 0) || !(magnitude < 11)) return undefined;
  return { kind: 'earthquake', date, distance, magnitude, event: words[6] };
}

/**
 * What may have offset a station, in the order of the laboratory's list, which is fetched once and asked for again after 30 days.
 * @throws {OptionError} for a name that is none  @throws {RunError} when it cannot be fetched and none is there
 */
export async function fetchStationSteps(
  site: string,
  where: GnssFolder,
  context: ServiceContext,
): Promise<StationStep[]> {
  assertArgument('fetchStationSteps', 'where', where, { folder: 'text' });
  assertSite(site);
  const { folder, service = NEVADA } = where;
  const path = join(folder, STATION_STEPS);
  const read = (file: string) => parseStationSteps(readFileSync(file, 'utf8'), site, file);
  await fetchFile(
    {
      service,
      url: `${service.address}/NGLStationPages/${STATION_STEPS}`,
      path,
      maxAgeMs: 30 * MS_PER_DAY,
      maxBytes: MOST_BYTES,
      verify: read,
    },
    context,
  );
  return read(path);
}
