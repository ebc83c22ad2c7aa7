import type { Candidate, Criterion } from '../core/timeseries/reference-candidates.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, on } from '../flags/flag.ts';
import { asTyped, inputFile, int, orNo } from '../flags/kind.ts';
import {
  findReferenceCandidates,
  type PlacedCandidate,
} from '../operations/reference/reference-candidates.ts';

const WORDS: Readonly<Record<Criterion, string>> = {
  coherence: 'coherent',
  residual: 'well fitted',
  height: 'at the height of the scene',
  motion: 'as still as the scene',
  distance: 'far from what moves',
};

/** `mintsar reference_candidates`: where the reference point might better be. */
export const command = defineCommand({
  description:
    'Rank places for the reference point. The scene is cut into square cells; a cell is judged by its mean temporal coherence, the scatter about the fit (velocityStd), how far its height and its velocity are from the medians of the scene, and how far it is from cells that move. Each criterion gives a cell the share of cells that are better; the mean of the shares ranks it, cells that move come last. Of a cell stands the pixel whose velocity is nearest to that of the cell. The place of the present reference is told too; velocityStd is small near it, as all are relative to it. The last line goes into a template.',
  examples: [
    'mintsar reference_candidates velocity.h5',
    'mintsar reference_candidates velocity.h5 --num 10 -m maskTempCoh.h5 -g inputs/geometryRadar.h5',
    'mintsar reference_candidates geo/geo_velocity.h5 --json',
  ],
  flags: {
    velocity: argument(inputFile, 'velocity, best with velocityStd'),
    coherence: flag('-c --coherence', asTyped(inputFile), 'temporal coherence', {
      shown: 'temporalCoherence.h5 beside the velocity',
    }),
    mask: flag('-m --mask', orNo(asTyped(inputFile)), 'where the point may be, or no for everywhere', {
      shown: 'maskTempCoh.h5 beside the velocity',
    }),
    geometry: flag('-g --geometry', asTyped(inputFile), 'file with heights', {
      shown: 'inputs/geometry*.h5 near the velocity',
    }),
    count: flag('-n --num', int(1), 'most places', { default: 5 }),
    json: on('--json', 'print all of it as JSON'),
  },
  async run({ json, ...request }, context) {
    const found = await findReferenceCandidates(request, context);
    const { candidates, present, numCell, side, option } = found;
    if (json) {
      // No number is infinite in JSON.
      context.print(
        JSON.stringify(found, (_, value) => (value === Number.POSITIVE_INFINITY ? null : value), 2),
      );
      return found;
    }
    context.print(
      `${numCell} cells of ${side} x ${side} pixels; heights and velocities less the median of the scene`,
    );
    context.print(
      '   y      x  lat        lon         coherence  std, mm/y  height, m  velocity, mm/y  motion, px  good at',
    );
    for (const candidate of candidates) context.print(row(candidate, candidate.place));
    if (present === undefined) context.print('the present reference lies in no such cell, or is not known');
    else {
      context.print(`the present reference, whose cell is ${present.rank} of ${numCell}:`);
      context.print(row(present.candidate, present.candidate.place));
    }
    context.print(option);
    return found;
  },
});

function row(candidate: Candidate, place: PlacedCandidate['place']): string {
  const { y, x, coherence, deviation, height, velocity, distance, better } = candidate;
  const mm = (value: number | undefined) => (value === undefined ? '-' : (1000 * value).toFixed(2));
  const good = Object.entries(better).flatMap(([name, share]) =>
    share <= 0.25 ? WORDS[name as Criterion] : [],
  );
  return [
    `${y}`.padStart(4),
    `${x}`.padStart(6),
    ` ${place === undefined ? '-' : place.lat.toFixed(5)}`.padEnd(11),
    (place === undefined ? '-' : place.lon.toFixed(5)).padEnd(11),
    coherence.toFixed(3).padStart(9),
    mm(deviation).padStart(10),
    (height === undefined ? '-' : height.toFixed(0)).padStart(10),
    mm(velocity).padStart(15),
    (Number.isFinite(distance) ? distance.toFixed(0) : '-').padStart(11),
    ` ${candidate.moves ? 'it moves' : good.length > 0 ? good.join(', ') : 'nothing above all'}`,
  ].join(' ');
}
