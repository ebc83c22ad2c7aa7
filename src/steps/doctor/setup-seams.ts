import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import type { Region } from '../../core/geometry/region.ts';
import type { Seam } from '../../core/unwrapping/stitch-frames.ts';
import { type PairSeams, problemsOf } from '../../loading/frames/join-pairs.ts';
import { filesOf, type LoadOptions } from '../../loading/load-options.ts';

/** The seams of a pair, measured or told. */
export type SeamsOfPair = Omit<PairSeams, 'shifts'>;

/** Seams that were told when a set-up was made, and where the frames of its first pair lie. */
export interface SetupSeams {
  readonly pairs: readonly SeamsOfPair[];
  /** of each frame, degrees, or metres where `isProjected`; empty where a set-up does not tell them */
  readonly footprints: readonly Region[];
  readonly isProjected: boolean;
}

const MOST_BYTES = 256 << 20;

/**
 * What `ariaTSsetup` found between the frames of a set-up of ARIA products: `seams.json` beside its stacks.
 * @returns undefined where there is none @throws {FileError} when it is damaged
 */
export function readSetupSeams(options: LoadOptions): SetupSeams | undefined {
  const [stack] = options.processor === 'aria' ? filesOf(options, 'unwFile') : [];
  if (stack === undefined) return undefined;
  const path = join(dirname(dirname(stack)), 'seams.json');
  if (!existsSync(path)) return undefined;
  try {
    if (statSync(path).size > MOST_BYTES) throw new RangeError('it is too large');
    const told: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Array.isArray(told)) throw new TypeError('it is no list');
    return {
      pairs: told.map((one) => pairOf(one, path)),
      footprints: footprintsOf(told[0]),
      isProjected: told[0]?.isProjected === true,
    };
  } catch (cause) {
    if (cause instanceof FileError) throw cause;
    throw damaged(path, (cause as Error).message, cause);
  }
}

function damaged(path: string, why: string, cause?: unknown): FileError {
  return new FileError(
    `${path} cannot be read: ${why}.`,
    'Make the set-up again with: mintsar ariaTSsetup.',
    {
      cause,
    },
  );
}

const NUMBERS = ['first', 'second', 'pixels', 'before', 'after', 'spread', 'fit'] as const;

function pairOf(told: Record<string, unknown>, path: string): SeamsOfPair {
  const { pair, frames, seams, apart } = told;
  const isNumber = (value: unknown) => typeof value === 'number';
  const isGood =
    typeof pair === 'string' &&
    Array.isArray(frames) &&
    frames.every((name) => typeof name === 'string') &&
    Array.isArray(apart) &&
    apart.every((k) => isNumber(k) && k in frames) &&
    Array.isArray(seams) &&
    seams.every(
      (seam) =>
        NUMBERS.every((key) => isNumber(seam[key])) &&
        seam.first in frames &&
        seam.second in frames &&
        Array.isArray(seam.components) &&
        seam.components.length > 0 &&
        seam.components.every(
          (one: Record<string, unknown>) =>
            isNumber(one.before) && isNumber(one.after) && isNumber(one.cycles),
        ),
    );
  if (!isGood) throw damaged(path, `its pair ${String(pair)} is not told as it should be`);
  const join = { seams: seams as Seam[], apart: apart as number[] };
  const names = frames as string[];
  return { pair, names, paths: names, seams: join.seams, problems: problemsOf(join, names) };
}

function footprintsOf(told: { footprints?: unknown } | undefined): Region[] {
  const isPoint = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every((value) => Number.isFinite(value));
  const isRegion = (region: unknown) =>
    Array.isArray(region) && region.every((ring) => Array.isArray(ring) && ring.every(isPoint));
  const found = told?.footprints;
  return Array.isArray(found) && found.every(isRegion) ? (found as Region[]) : [];
}
