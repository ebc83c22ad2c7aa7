import { OptionError } from '../core/errors.ts';
import type { ExtractRequest } from '../operations/extraction/extract.ts';
import { type Layer, needsHeights, parseModels } from '../operations/extraction/layers.ts';
import { assertFormat } from './aria-flags.ts';

type FromProducts = Omit<
  ExtractRequest,
  'layers' | 'models' | 'dem' | 'projection' | 'looks' | 'isRanked' | 'isSetup'
>;

interface Typed extends FromProducts {
  readonly layers: string;
  readonly models: string | undefined;
  readonly demFile: string | null | undefined;
  readonly projection: number | 'native';
  readonly outputFormat: string;
  readonly looks: number;
  readonly isRanked: boolean;
}

/** The request of an extraction from what was typed. @throws {OptionError} for what does not fit together */
export function extractionRequest(typed: Typed, layers: readonly Layer[], isSetup: boolean): ExtractRequest {
  assertFormat(typed.outputFormat);
  const isAll = /\ball\b/i.test(typed.layers);
  const isTropo = layers.some((layer) => layer.startsWith('troposphere'));
  // Who asks for all takes whatever models there are.
  const models = typed.models === undefined ? (isAll ? parseModels('all') : []) : parseModels(typed.models);
  if (isTropo && models.length === 0)
    throw new OptionError(
      'Layers of the troposphere are asked for without a weather model.',
      'Name one with -tm, e.g. -tm HRRR.',
    );
  if (!isTropo && models.length > 0)
    throw new OptionError(
      'A weather model is given (-tm), and no layer of the troposphere.',
      'Ask for one with -l, e.g. -l troposphereTotal, or leave -tm out.',
    );
  const needing = layers.find(needsHeights);
  if (needing !== undefined && (typed.demFile ?? undefined) === undefined)
    throw new OptionError(
      `${needing} depends on the height of the ground, and no elevation model is given.`,
      'Give one with -d FILE, or -d download.',
    );
  return { ...typed, layers, models, dem: typed.demFile ?? undefined, isSetup };
}
