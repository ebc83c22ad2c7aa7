import { readFileSync } from 'node:fs';
import { OptionError } from '../core/errors.ts';
import type { Place } from '../io/products/place.ts';
import type { Pixel } from '../io/products/reference-pixel.ts';

type Pair = readonly [number, number] | undefined;

/** Both ends of the line: a text file wins over places, places over pixels. */
export function endsOf(request: {
  readonly startYX: Pair;
  readonly endYX: Pair;
  readonly startLalo: Pair;
  readonly endLalo: Pair;
  readonly lineFile: string | undefined;
}): readonly [Pixel | Place, Pixel | Place] {
  const { startYX, endYX, startLalo, endLalo, lineFile } = request;
  if (lineFile !== undefined) return lineOf(lineFile);
  if (startLalo && endLalo)
    return [
      { lat: startLalo[0], lon: startLalo[1] },
      { lat: endLalo[0], lon: endLalo[1] },
    ];
  if (startYX && endYX)
    return [
      { y: startYX[0], x: startYX[1] },
      { y: endYX[0], x: endYX[1] },
    ];
  const half = startLalo || endLalo || startYX || endYX;
  throw new OptionError(
    half ? 'The line has one end only.' : 'There is no line to draw a profile along.',
    'Give both ends: --start-yx Y0 X0 --end-yx Y1 X1, or --start-lalo LAT0 LON0 --end-lalo LAT1 LON1.',
  );
}

/** Longitude and latitude of start and end, the lines after the first one. */
function lineOf(path: string): readonly [Place, Place] {
  const [start, end] = placesOf(readFileSync(path, 'utf8').split('\n').slice(1));
  if (start !== undefined && end !== undefined) return [start, end];
  throw new OptionError(
    `--line-file ${path} has no longitude and latitude of a start and an end.`,
    'Give a line of words, then longitude and latitude of the start, then of the end, each on a line of its own.',
  );
}

/** The places of a trace, e.g. a fault: longitude and latitude, a line each; words, `>` and comments are passed over. */
export function traceOf(path: string): Place[] {
  const places = placesOf(readFileSync(path, 'utf8').split('\n'));
  if (places.length >= 2) return places;
  throw new OptionError(
    `${path} has ${places.length === 0 ? 'no longitude and latitude' : 'one place only'}.`,
    'Give longitude and latitude of two places or more, each on a line of its own.',
  );
}

function placesOf(lines: readonly string[]): Place[] {
  const rows = lines.map((line) => line.replace(/#.*/, '').trim());
  const places = rows.map((row) => {
    const [lon, lat] = row === '' ? [] : row.split(/[\s,]+/).map(Number);
    return { lat, lon };
  });
  return places.filter(({ lat, lon }) => Number.isFinite(lat) && Number.isFinite(lon));
}
