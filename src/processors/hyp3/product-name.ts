import { basename } from 'node:path';

/** What the name of a HyP3 product tells; every file of it begins with that name. */
export interface Hyp3Name {
  /** The name itself, of the folder and the text file. */
  readonly product: string;
  readonly kind: 'gamma' | 'burst' | 'multi-burst';
  /** YYYYMMDD */
  readonly date1: string;
  readonly date2: string;
  readonly beamMode: string;
  /** Digits of the subswaths that were used. */
  readonly swaths: string;
  /** What tells it from the product beside it on the ground: time of the scene, burst or bursts. */
  readonly frame: string;
}

/** The three kinds of names, for messages. */
export const NAME_PATTERNS = [
  'S1AA_20190610T015047_20190622T015048_VVP012_INT80_G_ueF_C918 (INSAR_GAMMA)',
  'S1_213524_IW1_20170411_20170517_VV_INT80_8E81 (INSAR_ISCE_BURST)',
  'S1_064_000000s1n00-136231s2n02-000000s3n00_IW_20200604_20200616_VV_INT80_77F1 (INSAR_ISCE_MULTI_BURST)',
];

const ENDING = '(?:VV|HH|VH|HV)_INT\\d+_[0-9A-F]{4}';
const GAMMA =
  /^S1[A-D]{2}_(\d{8})T(\d{6})_(\d{8})T\d{6}_(?:VV|HH|VH|HV)[PRO]\d{3,4}_INT\d+_[A-Z]_[A-Za-z]{3}_[0-9A-F]{4}/;
const BURST = new RegExp(`^S1_(\\d{6})_(IW|EW)(\\d)_(\\d{8})_(\\d{8})_${ENDING}`);
const MULTI_BURST = new RegExp(`^S1_\\d{3}_((?:\\d{6}s\\dn\\d{2}-?)+)_(IW|EW)_(\\d{8})_(\\d{8})_${ENDING}`);

/** The product that a file belongs to, by the beginning of its name; undefined when it has none of the three forms. */
export function hyp3Name(path: string): Hyp3Name | undefined {
  const name = basename(path);
  const gamma = GAMMA.exec(name);
  if (gamma !== null) {
    const [product, date1, time, date2] = gamma;
    return { product, kind: 'gamma', date1, date2, beamMode: 'IW', swaths: '123', frame: `T${time}` };
  }
  const burst = BURST.exec(name);
  if (burst !== null) {
    const [product, number, beamMode, swaths, date1, date2] = burst;
    return {
      product,
      kind: 'burst',
      date1,
      date2,
      beamMode,
      swaths,
      frame: `${number}_${beamMode}${swaths}`,
    };
  }
  const multi = MULTI_BURST.exec(name);
  if (multi === null) return undefined;
  const [product, tokens, beamMode, date1, date2] = multi;
  // A subswath without bursts has the number 0.
  const used = tokens.split('-').filter((token) => !token.startsWith('000000s'));
  const swaths = used.map((token) => /s(\d)/.exec(token)?.[1] ?? '').join('');
  return { product, kind: 'multi-burst', date1, date2, beamMode, swaths, frame: tokens };
}
