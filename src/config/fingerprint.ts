import { pythonFloat } from '../core/python-float.ts';
import type { Options } from './resolve.ts';
import type { Config } from './schema.ts';
import type { Template } from './template.ts';

/**
 * Options as attributes of the files they shaped, spelled as Python prints them (`True`, `None`, `['20110311']`,
 * `1.0`): a later run compares the text to decide whether a file is still valid, and so does MintPy.
 */
export type Fingerprint = Readonly<Record<string, string>>;

/** What `ifgram_inversion` knows beside the options. */
export interface Observations {
  /** e.g. `unwrapPhase_bridging` */
  readonly obsDatasetName: string;
  /** interferograms used */
  readonly numIfgram: number;
}

/** Attributes of the inversion's outputs. `maskDataset` is `False` when a template says no, `None` without a template. */
export function networkInversionFingerprint(
  options: Config['networkInversion'],
  { obsDatasetName, numIfgram }: Observations,
  { fromTemplate = true } = {},
): Fingerprint {
  return prefixed('mintpy.networkInversion.', {
    obsDatasetName,
    numIfgram: String(numIfgram),
    weightFunc: options.weightFunc,
    maskDataset: options.maskDataset ?? (fromTemplate ? 'False' : 'None'),
    maskThreshold: pythonFloat(options.maskThreshold),
    minRedundancy: pythonFloat(options.minRedundancy),
    minNormVelocity: pythonBool(options.minNormVelocity),
    ...(options.gap === null ? {} : { gap: options.gap }),
    ...(options.norm === 'L2' ? {} : { norm: options.norm }),
    ...(options.fast ? { fast: pythonBool(true) } : {}),
  });
}

/** Attributes of `maskTempCoh.h5`; the threshold keeps the digits of the template. */
export function temporalCoherenceMaskFingerprint({
  config,
  text,
}: Pick<Options, 'config' | 'text'>): Fingerprint {
  const { minTempCoh, shadowMask } = config.networkInversion;
  return prefixed('mintpy.networkInversion.', {
    minTempCoh: text.get('mintpy.networkInversion.minTempCoh') ?? pythonFloat(minTempCoh),
    shadowMask: pythonBool(shadowMask),
  });
}

/** Attributes of the stack after bridging; options that are off are not stored. */
export function bridgingFingerprint(options: Config['unwrapError']): Fingerprint {
  return prefixed('mintpy.unwrapError.', {
    ...(options.waterMaskFile === null ? {} : { waterMaskFile: options.waterMaskFile }),
    connCompMinArea: pythonFloat(options.connCompMinArea),
    ...(options.ramp === null ? {} : { ramp: options.ramp }),
    bridgePtsRadius: String(options.bridgePtsRadius),
  });
}

/** Attributes of a series corrected by `height_correlation`. */
export function heightCorrelationFingerprint(
  options: Pick<Config['troposphericDelay'], 'polyOrder' | 'windowSize'>,
): Fingerprint {
  const { polyOrder, windowSize } = options;
  return {
    'mintpy.troposphericDelay.polyOrder': String(polyOrder),
    ...(windowSize !== null && { 'mintpy.troposphericDelay.windowSize': String(windowSize) }),
  };
}

/** Attributes of a file from which a ramp was removed; without a mask the second one is left out. */
export function derampFingerprint(type: string, maskFile: string | null): Fingerprint {
  return { 'mintpy.deramp': type, ...(maskFile === null ? {} : { 'mintpy.deramp.maskFile': maskFile }) };
}

/** Attributes of `demErr.h5` and of the series corrected with it. Date files are stored by name, not opened. */
export function topographicResidualFingerprint(
  options: Pick<Config['topographicResidual'], 'polyOrder' | 'phaseVelocity' | 'stepDate' | 'excludeDate'> &
    Partial<Pick<Config['topographicResidual'], 'shrinkage'>>,
): Fingerprint {
  return prefixed('mintpy.topographicResidual.', {
    polyOrder: String(options.polyOrder),
    phaseVelocity: pythonBool(options.phaseVelocity),
    stepDate: pythonStrings(options.stepDate),
    excludeDate: pythonStrings(options.excludeDate),
    ...(options.shrinkage && { shrinkage: 'True' }), // of ours alone
  });
}

/** Attributes of `velocity.h5`. */
export function timeFuncFingerprint(options: Config['timeFunc']): Fingerprint {
  return prefixed('mintpy.timeFunc.', {
    startDate: options.startDate ?? 'None',
    endDate: options.endDate ?? 'None',
    excludeDate: pythonStrings(options.excludeDate),
    polynomial: String(options.polynomial),
    periodic: pythonList(options.periodic.map(pythonFloat)),
    stepDate: pythonStrings(options.stepDate),
    exp: relaxationText(options.exp),
    log: relaxationText(options.log),
    uncertaintyQuantification: options.uncertaintyQuantification,
    timeSeriesCovFile: options.timeSeriesCovFile ?? 'None',
    bootstrapCount: String(options.bootstrapCount),
    ...(options.dateWeight !== null && { dateWeight: options.dateWeight }), // of ours alone
  });
}

/**
 * Every line of the custom template as an attribute of the stack, which takes them along into all later files;
 * null stands for a line `key = None`, which deletes the attribute.
 */
export function customTemplateAttributes(custom: Template): Map<string, string | null> {
  return new Map(
    [...custom.entries.values()].map(({ key, value }) => [key, value === 'None' ? null : value]),
  );
}

/**
 * Keys in which a file disagrees with the options of today: it is to be made again when there are any.
 *
 * @param absent the text that a missing attribute stands for: `None` for most files, `False` for `maskTempCoh.h5`,
 *   `no` for bridging
 */
export function staleKeys(
  current: Fingerprint,
  stored: Readonly<Record<string, unknown>>,
  absent = 'None',
): string[] {
  return Object.keys(current).filter((key) => String(stored[key] ?? absent) !== current[key]);
}

export function pythonBool(value: boolean): string {
  return value ? 'True' : 'False';
}

/** `['20110311', '20170908']` */
export function pythonStrings(values: readonly string[]): string {
  return pythonList(values.map(pythonString));
}

function pythonString(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

function pythonList(spelled: readonly string[]): string {
  return `[${spelled.join(', ')}]`;
}

/** `[['20110311', '60', '120']]` */
function relaxationText(groups: Config['timeFunc']['exp']): string {
  return pythonList(groups.map(({ onset, times }) => pythonStrings([onset, ...times.map(String)])));
}

function prefixed(prefix: string, values: Readonly<Record<string, string>>): Fingerprint {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}
