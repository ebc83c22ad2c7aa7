import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { Context } from '../../core/context.ts';
import { pythonFloat32 } from '../../core/python-float.ts';
import { matHeader, matNumbers } from '../../io/matlab/mat-file.ts';
import { readProduct } from '../../io/products/product.ts';
import type { MapLine, Profile } from '../../plot/index.ts';
import { readSwaths, type Swath, type SwathRequest } from '../profiles/swath.ts';
import { assertRequest } from '../request.ts';
import { quantityLabel } from './quantity.ts';
import { isDrawnBy, recipeOf, withRecipe } from './recipe.ts';
import type { ViewRequest } from './request.ts';
import { encodeFigure, type FigureLook, writeDrawn } from './save.ts';
import { mapInputs } from './scene.ts';
import { unitsPerMetre } from './transect.ts';
import { mapFigure } from './view.ts';

/** Parallel profiles, to be written as tables and drawn beside a map: `mintsar multi_transect`. */
export interface SwathsRequest extends SwathRequest, FigureLook {
  /** What is drawn; all unless given. */
  readonly show?: { readonly profiles?: boolean; readonly mean?: boolean; readonly spread?: boolean };
  /** Shift between profiles side by side, m. */
  readonly offset?: number;
  /** Turn values upside down. */
  readonly negated?: boolean;
  /** What the map looks like; file and raster are filled in. */
  readonly map?: Omit<ViewRequest, 'file' | 'names'>;
  /** Limits of the colours, in the unit shown. */
  readonly vlim?: readonly [number, number];
  /** Limits of the axes of the profiles; those of the data where left out. */
  readonly xlim?: readonly [number | undefined, number | undefined];
  readonly ylim?: readonly [number | undefined, number | undefined];
  readonly markerSize?: number;
  readonly title?: string | false;
  readonly fontSize?: number;
  /** Name of the figure, with a number before its end where there are several; by the ends of the line when left out. */
  readonly outfile?: string;
  readonly format?: '.png' | '.pdf' | '.svg';
  /** Keep what is there when it is not older than the file and was made by the same request. */
  readonly update?: boolean;
  /** Write the numbers for MATLAB, too. */
  readonly matlab?: boolean;
}

export interface SwathsResult {
  readonly swaths: readonly Swath[];
  /** Of every swath the table, the file for MATLAB and the figure. */
  readonly files: readonly string[];
  /** Everything was there already, made alike. */
  readonly isKept: boolean;
}

type Output = [name: string, content: Uint8Array | string | undefined];

/**
 * Parallel profiles along a line or across a trace: for every swath a table with a column for each profile, their mean
 * and spread, and a figure of all beside the map. This is what `multi_transect` calls.
 */
export async function drawSwaths(request: SwathsRequest, context: Context): Promise<SwathsResult> {
  assertRequest('drawSwaths', request, context, ['file']);
  const found = await readSwaths(request);
  const swaths = request.negated ? found.map(turnedOver) : found;
  const inputs = await mapInputs(request.file, request.map);
  const files: string[] = [];
  const outputs: Output[] = [];
  for (const [k, swath] of swaths.entries()) {
    const figure = nameOf(request, swath, swaths.length > 1 ? `_${k + 1}` : '');
    const base = figure.slice(0, figure.length - extname(figure).length);
    const table = [`${base}.csv`, tableOf(swath)] as const;
    const matlab = request.matlab ? [`${base}.mat`] : [];
    files.push(table[0], ...matlab, figure);
    const recipe = recipeOf(request, [table[1]]);
    if (request.update && matlab.every(existsSync) && isDrawnBy(figure, recipe, inputs, [table])) continue;
    const bytes = await encodeFigure(figure, await figureOf(request, swath, context), request);
    outputs.push([...table], ...matlab.map((name): Output => [name, matlabOf(swath, context)]));
    outputs.push([figure, withRecipe(figure, bytes, recipe)]);
    if (swaths.length > 1) context.log.info(`Swath ${k + 1} of ${swaths.length} is drawn.`);
  }
  for (const [name, content] of outputs) writeDrawn(name, content);
  return { swaths, files, isKept: outputs.length === 0 };
}

function nameOf({ outfile, format = '.pdf' }: SwathsRequest, { middle }: Swath, number: string): string {
  if (outfile !== undefined) {
    const end = extname(outfile);
    return `${outfile.slice(0, outfile.length - end.length)}${number}${end}`;
  }
  const [from, to] = middle.map(([y, x]) => `Y${Math.round(y)}X${Math.round(x)}`);
  return `multi_transect_${from}_${to}${number}${format}`;
}

function turnedOver(swath: Swath): Swath {
  return {
    ...swath,
    values: swath.values.map((values) => values.map((value) => -value)),
    mean: swath.mean.map((value) => -value),
  };
}

async function figureOf(request: SwathsRequest, swath: Swath, context: Context) {
  const { colormap, colorOf, drawProfiles, letterSize } = await import('../../plot/index.ts');
  const { middle, points, trace, unit, slice, distanceUnit } = swath;
  const { show = {}, offset = 0 } = request;
  // A line on the map has the colour of its profile.
  const colors = colormap('viridis');
  const color = (k: number) => colorOf(colors, k + 0.5, 0, points.length);
  const lines = points.flatMap(({ y, x }, k): MapLine[] => {
    const last = y.length - 1;
    const ends = [[y[0], x[0]] as const, [y[last], x[last]] as const];
    const casing = { points: ends, color: 'white', lineWidth: 1.8 }; // seen on any colour
    return [casing, { points: ends, color: color(k), lineWidth: 1 }];
  });
  if (trace) lines.push({ points: trace, dash: [5, 3] });
  lines.push({ points: middle, arrow: true, lineWidth: 1.2 });
  const { mask, vlim } = request;
  const drawn = { mask, unit: request.unit, vlim, ...request.map, file: swath.path, names: [slice.name] };
  const map = await mapFigure({ ...drawn, search: false, lines }, context);
  const isKm = distanceUnit === 'm';
  const own = (await readProduct(swath.path)).datasets.get(slice.dataset)?.attributes;
  const label = quantityLabel(swath.path, slice.dataset, unit, own);
  const distance = Array.from(swath.distance, (far) => far / (isKm ? 1000 : 1));
  const shift = offset * unitsPerMetre(unit);
  const single: Profile[] = swath.values.map((values, k) => ({
    distance,
    values: Array.from(values, (value) => value + k * shift),
    color: color(k),
  }));
  const mean: Profile = {
    distance,
    values: Array.from(swath.mean),
    spread: show.spread === false ? undefined : Array.from(swath.spread),
    label: show.spread === false ? 'mean' : 'mean ± standard deviation',
    color: 'black',
    lineWidth: 1.5,
  };
  const profiles = [...(show.profiles === false ? [] : single), ...(show.mean === false ? [] : [mean])];
  return drawProfiles({
    map,
    profiles,
    title: request.title === false ? undefined : (request.title ?? titleOf(swath, shift)),
    xLabel: `Distance ${trace ? 'from the trace ' : ''}[${isKm ? 'km' : 'pixel'}]`,
    yLabel: request.negated ? label.replace(', + ', ', − ') : label,
    xlim: within(distance, request.xlim),
    vlim: within(
      profiles.flatMap(({ values, spread }) =>
        values.flatMap((value, k) => [value - (spread?.[k] ?? 0), value + (spread?.[k] ?? 0)]),
      ),
      request.ylim,
    ),
    markerSize: request.markerSize,
    fontSize: request.fontSize ?? letterSize(request.theme),
  });
}

/** Limits of which one may be left out. */
function within(values: readonly number[], limits: SwathsRequest['xlim']): [number, number] | undefined {
  if (limits === undefined || limits.every((limit) => limit === undefined)) return undefined;
  const known = values.filter(Number.isFinite);
  return [limits[0] ?? Math.min(...known), limits[1] ?? Math.max(...known)];
}

function titleOf({ middle, offsets, distanceUnit, trace }: Swath, shift: number): string {
  const [from, to] = middle.map(([y, x]) => `(${Number(y.toFixed(1))}, ${Number(x.toFixed(1))})`);
  const shown = (value: number) => Number(value.toPrecision(3));
  const apart = offsets.length > 1 ? `, ${shown(offsets[1] - offsets[0])} ${distanceUnit} apart` : '';
  const shifted = shift === 0 ? '' : `, shifted by ${shown(shift)} each`;
  const count = offsets.length === 1 ? '1 profile' : `${offsets.length} profiles`;
  return `${count}${trace ? ' across the trace' : ''}${apart}${shifted}\nmiddle one, y/x: ${from} → ${to}`;
}

/** A table: comments, then a line per point where a profile has data. */
function tableOf({ path, slice, unit, distanceUnit, trace, distance, ...swath }: Swath): string {
  const { points, offsets, values, mean, spread, count } = swath;
  const cell = (value: number) => (Number.isNaN(value) ? '' : pythonFloat32(value));
  const lines = points.map(({ y, x }, p) => {
    const last = y.length - 1;
    const ends = [y[0], x[0], y[last], x[last]].map((value) => Number(value.toFixed(3)));
    return `# profile_${p + 1}: ${Number(offsets[p].toFixed(3))} ${distanceUnit} aside, from y ${ends[0]}, x ${ends[1]} to y ${ends[2]}, x ${ends[3]}`;
  });
  const rows = Array.from(distance, (far, k) =>
    count[k] === 0
      ? []
      : [[...[far, mean[k], spread[k]].map(cell), count[k], ...values.map((one) => cell(one[k]))].join(',')],
  );
  return [
    `# file: ${path}, ${slice.name}`,
    `# distance in ${distanceUnit} from the ${trace ? 'trace' : 'start of the line'}, values in ${unit}; count: profiles with data`,
    ...lines,
    `distance,mean,spread,count,${values.map((_, p) => `profile_${p + 1}`).join(',')}`,
    ...rows.flat(),
    '',
  ].join('\n');
}

/** The same for MATLAB: distance, mean, spread [numPoint, 1], profiles, y, x [numPoint, numProfile]. */
function matlabOf({ distance, mean, spread, values, points }: Swath, context: Context): Uint8Array {
  const variable = (name: string, ...parts: (Float64Array | Float32Array)[]) => [
    ...matNumbers(name, {
      rows: distance.length,
      columns: parts.length,
      parts: parts.map((part) => Float64Array.from(part)),
      type: 'double',
    }),
  ];
  return Buffer.concat([
    matHeader(context.provenance ?? 'mintsar'),
    ...variable('distance', distance),
    ...variable('mean_profile', mean),
    ...variable('spread', spread),
    ...variable('profiles', ...values),
    ...variable('y', ...points.map(({ y }) => y)),
    ...variable('x', ...points.map(({ x }) => x)),
  ]);
}
