import { basename, extname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { pythonFloat32 } from '../../core/python-float.ts';
import type { Place } from '../../io/products/place.ts';
import { readProduct } from '../../io/products/product.ts';
import type { Profile } from '../../plot/index.ts';
import { readTransect, type Transect, type TransectRequest } from '../profiles/transect.ts';
import { assertRequest } from '../request.ts';
import { quantityLabel } from './quantity.ts';
import { isDrawnBy, recipeOf, withRecipe } from './recipe.ts';
import type { ViewRequest } from './request.ts';
import { encodeFigure, type FigureLook, writeDrawn } from './save.ts';
import { mapInputs } from './scene.ts';
import { displayScale } from './units.ts';
import { mapFigure } from './view.ts';

/** Of the length of a line: so far apart may its ends lie in two files. */
const SAME_LINE = 0.02;

/** Profiles of files along one line, to be written as tables and drawn beside a map: `mintsar plot_transection`. */
export interface ProfilesRequest extends Omit<TransectRequest, 'file'>, FigureLook {
  readonly files: readonly string[];
  /** Shift between profiles, m: one value adds up from file to file, or one for each file; 0.05 unless given. */
  readonly offset?: readonly number[];
  /** What the map looks like; file and raster are filled in. */
  readonly map?: Omit<ViewRequest, 'file' | 'names'>;
  readonly vlim?: readonly [number, number];
  readonly markerSize?: number;
  readonly title?: string | false;
  readonly fontSize?: number;
  /** Name of the figure; `transect_Y0X0_Y1X1` and `format` when left out. */
  readonly outfile?: string;
  readonly format?: '.png' | '.pdf' | '.svg';
  /** Keep what is there when it is not older than the files and was made by the same request. */
  readonly update?: boolean;
}

export interface ProfilesResult {
  readonly profiles: readonly Transect[];
  /** The tables, one for each file, then the figure. */
  readonly files: readonly string[];
  /** Everything was there already, made alike. */
  readonly isKept: boolean;
}

/**
 * Profiles along a line: a table of each file (row, column, distance, value), and a figure of all beside the map of the
 * first one. This is what `plot_transection` calls.
 */
export async function drawTransects(request: ProfilesRequest, context: Context): Promise<ProfilesResult> {
  assertRequest('drawTransects', request, context, ['files[]']);
  const { files, format = '.pdf' } = request;
  const shifts = shiftsOf(files.length, request.offset ?? [0.05]);
  const profiles: Transect[] = [];
  for (const file of files) profiles.push(await readTransect({ ...request, file }));
  const [first] = profiles;
  for (const { path, unit, slice, values } of profiles) {
    if (unit !== first.unit)
      throw new OptionError(
        `${path} is shown in ${unit}, ${first.path} in ${first.unit}: they have no axis in common.`,
        'Draw them one by one, or give a unit for all with -u.',
      );
    if (values.every(Number.isNaN))
      throw new OptionError(
        `${path} has no data of ${slice.name} along the line from y ${first.start.y}, x ${first.start.x} to y ${first.end.y}, x ${first.end.x}.`,
        'Choose a line that crosses data: mintsar view shows where they are.',
      );
  }
  for (const profile of profiles) assertSameLine(first, profile);
  const { start, end } = first;
  const name = request.outfile ?? `transect_Y${start.y}X${start.x}_Y${end.y}X${end.x}${format}`;
  const base = name.slice(0, name.length - extname(name).length);
  const tables = profiles.map((profile, k) => {
    const table = `${base}${files.length === 1 ? '' : `_${k + 1}_${label(profile)}`}.csv`;
    return [table, tableOf(profile)] as const;
  });
  const outputs = [...tables.map(([table]) => table), name];
  const recipe = recipeOf(
    request,
    tables.map(([, text]) => text),
  );
  if (request.update && isDrawnBy(name, recipe, await mapInputs(files[0], request.map), tables))
    return { profiles, files: outputs, isKept: true };
  const bytes = await encodeFigure(name, await figureOf(request, profiles, shifts, context), request);
  for (const [table, text] of tables) writeDrawn(table, text);
  writeDrawn(name, withRecipe(name, bytes, recipe));
  return { profiles, files: outputs, isKept: false };
}

/** Shift of every file, m. @throws {OptionError} for a number of values that fits neither way */
function shiftsOf(count: number, offset: readonly number[]): number[] {
  if (count === 1) return [0];
  if (offset.length === 1) return Array.from({ length: count }, (_, k) => k * offset[0]);
  if (offset.length !== count)
    throw new OptionError(
      `--offset has ${offset.length} values for ${count} files.`,
      'Give one value, which adds up from file to file, or one for each file.',
    );
  let sum = 0;
  return offset.map((step) => (sum += step));
}

async function figureOf(
  request: ProfilesRequest,
  profiles: readonly Transect[],
  shifts: readonly number[],
  context: Context,
) {
  const { drawProfiles, letterSize } = await import('../../plot/index.ts');
  const [first] = profiles;
  const { slice, start, end, unit } = first;
  const line = { points: [[start.y, start.x] as const, [end.y, end.x] as const], dash: [5, 3], arrow: true };
  const map = await mapFigure(
    {
      mask: request.mask,
      unit: request.unit,
      vlim: request.vlim,
      ...request.map,
      file: first.path,
      names: [slice.name],
      search: false,
      lines: [line],
    },
    context,
  );
  const isKm = first.distanceUnit === 'm';
  const zero = Math.max(
    ...profiles.map(({ distance, values }) => distance[values.findIndex(Number.isFinite)]),
  );
  const perMetre = unitsPerMetre(unit);
  return drawProfiles({
    map,
    profiles: profiles.map((profile, k): Profile => {
      const shift = shifts[k] * perMetre;
      return {
        distance: Array.from(profile.distance, (far) => (far - zero) / (isKm ? 1000 : 1)),
        values: Array.from(profile.values, (value) => value + shift),
        spread: profile.spread && Array.from(profile.spread),
        label: profiles.length === 1 ? undefined : shifted(label(profile), shift, unit),
      };
    }),
    title: request.title === false ? undefined : (request.title ?? titleOf(request, first)),
    xLabel: `Distance [${isKm ? 'km' : 'pixel'}]`,
    yLabel: quantityLabel(
      first.path,
      slice.dataset,
      unit,
      (await readProduct(first.path)).datasets.get(slice.dataset)?.attributes,
    ),
    vlim: request.vlim,
    markerSize: request.markerSize,
    fontSize: request.fontSize ?? letterSize(request.theme),
  });
}

/** How much of a unit of displacement (or its rate) a metre is; 1 for other units. */
export function unitsPerMetre(unit: string): number {
  const scale = displayScale('m', unit.replace(/\/.*/, ''), {});
  return scale.problem === undefined ? scale.factor : 1;
}

/** Both ends of the line, and how it was sampled. */
/** Rows and columns name other places in files of other maps. */
function assertSameLine(first: Transect, other: Transect): void {
  const [ours, theirs] = [first.places, other.places];
  const apart = (a: Place | undefined, b: Place | undefined) =>
    a === undefined || b === undefined ? 0 : Math.hypot(a.lat - b.lat, a.lon - b.lon);
  const away = Math.max(apart(ours[0], theirs[0]), apart(ours[1], theirs[1]));
  if (!(away > SAME_LINE * apart(...ours))) return;
  throw new OptionError(
    `The line lies elsewhere in ${other.path} than in ${first.path}: their pixels are others.`,
    'Give its ends as latitude and longitude (--start-lalo, --end-lalo).',
  );
}

function titleOf({ window = 1 }: ProfilesRequest, { start, end, places }: Transect): string {
  const pixel = ({ y, x }: Transect['start']) => `(${y}, ${x})`;
  const lines = [`y/x: ${pixel(start)} → ${pixel(end)}`];
  const [from, to] = places.map((place) => place && `(${place.lat.toFixed(4)}, ${place.lon.toFixed(4)})`);
  if (from !== undefined && to !== undefined) lines.push(`lat/lon: ${from} → ${to}`);
  if (window > 1) lines.push(`mean and spread of ${window} x ${window} pixels`);
  return lines.join('\n');
}

function shifted(name: string, shift: number, unit: string): string {
  if (shift === 0) return name;
  return `${name}, shifted by ${Number(shift.toPrecision(4))} ${unit}`.replace('-', '−');
}

const label = ({ path }: Transect) => basename(path, extname(path));

/** A table of a profile: comments, then a line per point with data. */
function tableOf({ path, slice, unit, distanceUnit, y, x, distance, values, spread }: Transect): string {
  const rows = Array.from(values, (value, k) => {
    const numbers = [y[k], x[k], distance[k], value, ...(spread ? [spread[k]] : [])];
    return Number.isNaN(value) ? [] : [numbers.map(pythonFloat32).join(',')];
  });
  return [
    `# file: ${path}, ${slice.name}`,
    `# distance in ${distanceUnit} from the start of the line, value${spread ? ' and spread' : ''} in ${unit}`,
    `Y,X,distance,value${spread ? ',spread' : ''}`,
    ...rows.flat(),
    '',
  ].join('\n');
}
