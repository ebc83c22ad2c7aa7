import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandDates } from '../../config/date-list.ts';
import type { Config } from '../../config/schema.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { disjointSets, join } from '../../core/network/disjoint-sets.ts';
import { type DropReason, type NetworkCriteria, pairsToDrop } from '../../core/network/network-selection.ts';
import { datesOfPairs, type Pair, pairIndices, parsePair } from '../../core/network/pairs.ts';
import { whileLocked } from '../../io/files/output.ts';
import { addToH5, type H5Edit } from '../../io/hdf5/file.ts';
import { type IfgramStack, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { keepingNotes } from '../../io/products/stack-notes.ts';
import { assertRequest } from '../request.ts';
import { FILES } from '../work-files.ts';
import { coherentShare, meanCoherence, type NetworkQualityRequest } from './network-quality.ts';

export interface NetworkRequest extends NetworkQualityRequest {
  readonly stack: string;
  readonly options: Config['network'];
}

export interface Network {
  /** `YYYYMMDD_YYYYMMDD` */
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
  /** whether the stack had to be changed */
  readonly changed: boolean;
}

const DROP_RULES: Readonly<Record<DropReason, (options: Config['network']) => string>> = {
  referenceFile: (o) => `are not in ${o.referenceFile}`,
  tempBaseMax: (o) => `span more than ${o.tempBaseMax} days`,
  perpBaseMax: (o) => `have a perpendicular baseline above ${o.perpBaseMax} m`,
  connNumMax: (o) => `reach beyond the next ${o.connNumMax} dates`,
  excludeIfgIndex: () => 'are excluded by index',
  excludeDate12: () => 'are excluded by name',
  excludeDate: (o) => `use an excluded date (${o.excludeDate.join(', ')})`,
  startDate: (o) => `begin before ${o.startDate}`,
  endDate: (o) => `end after ${o.endDate}`,
  coherenceBased: (o) => `have a mean coherence below ${o.minCoherence}`,
  areaRatioBased: (o) => `have a share of coherent pixels below ${o.minAreaRatio}`,
};

/** Whether any rule is switched on; without one all interferograms are used. */
export function hasNetworkRule(o: Config['network']): boolean {
  const values = [o.referenceFile, o.tempBaseMax, o.perpBaseMax, o.connNumMax, o.startDate, o.endDate];
  const lists = [o.excludeIfgIndex, o.excludeDate12, o.excludeDate];
  return (
    values.some((v) => v !== null) || lists.some((l) => l.length > 0) || o.coherenceBased || o.areaRatioBased
  );
}

/**
 * Choose the interferograms to use (Yunjun et al. 2019, section 4.2) and mark them in the stack:
 * `mintsar modify_network`. The stack is touched only when the choice differs from the one it holds.
 */
export async function modifyNetwork(request: NetworkRequest, context: Context): Promise<Network> {
  assertRequest('modifyNetwork', request, context, ['stack']);
  return whileLocked([request.stack], context, (locked) => chooseAndMark(request, locked));
}

async function chooseAndMark(request: NetworkRequest, context: Context): Promise<Network> {
  const { options } = request;
  const stack = await readIfgramStack(request.stack);
  const pairs = stack.date12.map(parsePair);
  const criteria = await readCriteria(request, stack, context);
  const dropped = pairsToDrop(pairs, criteria);
  for (const [reason, rule] of Object.entries(DROP_RULES) as [
    DropReason,
    (typeof DROP_RULES)[DropReason],
  ][]) {
    const named = stack.date12.filter((_, i) => dropped.get(i)?.includes(reason));
    if (named.length > 0) context.log.info(`drop ${named.length} that ${rule(options)}: ${named.join(', ')}`);
  }
  const isKept = stack.date12.map((_, i) => !dropped.has(i));
  const changed = isKept.some((keep, i) => keep !== stack.isKept[i]);
  if (changed) await keepingNotes(stack.path, () => writeNetwork(stack, isKept, context));
  const kept = stack.date12.filter((_, i) => isKept[i]);
  reportDates(pairs, isKept, context);
  context.log.info(
    `${kept.length} of ${pairs.length} interferograms in use${changed ? '' : ', as before: the stack is left as it is'}`,
  );
  const text = resolve(request.folder, FILES.coherenceText);
  if (changed && existsSync(text)) utimesSync(text, new Date(), new Date()); // still good: no pixel has changed
  return { kept, dropped: stack.date12.filter((_, i) => !isKept[i]), changed };
}

async function readCriteria(
  request: NetworkRequest,
  stack: IfgramStack,
  context: Context,
): Promise<NetworkCriteria> {
  const { options: o, folder } = request;
  const keepMinSpanTree = o.keepMinSpanTree;
  const some = <T>(list: readonly T[]) => (list.length > 0 ? list : undefined);
  return {
    referencePairs: o.referenceFile === null ? undefined : await readPairs(resolve(folder, o.referenceFile)),
    tempBaseMax: o.tempBaseMax ?? undefined,
    perpBaseMax: o.perpBaseMax ?? undefined,
    perpBaseline: stack.bperp,
    connNumMax: o.connNumMax ?? undefined,
    excludeIfgIndex: some(o.excludeIfgIndex),
    excludeDate12: some(o.excludeDate12),
    excludeDate: some(
      expandDates(o.excludeDate, (name) => {
        const path = resolve(folder, name);
        return existsSync(path) ? readFileSync(path, 'utf8') : null;
      }),
    ),
    startDate: o.startDate ?? undefined,
    endDate: o.endDate ?? undefined,
    coherence: o.coherenceBased
      ? { value: await meanCoherence(request, stack, context), min: o.minCoherence, keepMinSpanTree }
      : undefined,
    areaRatio: o.areaRatioBased
      ? { value: await coherentShare(request, stack, context), min: o.minAreaRatio, keepMinSpanTree }
      : undefined,
  };
}

/** Pairs in use in another stack, or in the first column of a text file. */
async function readPairs(path: string): Promise<Pair[]> {
  if (!existsSync(path))
    throw new FileError(
      `${path} (network.referenceFile) does not exist.`,
      'Correct its name, or set it to no.',
    );
  if (/\.(h5|he5)$/.test(path)) {
    const { date12, kept } = await readIfgramStack(path);
    return kept.map((i) => parsePair(date12[i]));
  }
  const lines = readFileSync(path, 'utf8').split('\n');
  const names = lines
    .map((line) => line.trim().split(/\s+/)[0])
    .filter((n) => n !== '' && !n.startsWith('#'));
  if (names.length === 0)
    throw new OptionError(
      `${path} names no interferogram.`,
      'Write one like 20200101_20200113 on each line.',
    );
  return names.map(parsePair);
}

/** All-or-nothing: the new flags and the time of change appear together. */
async function writeNetwork(
  stack: IfgramStack,
  isKept: readonly boolean[],
  { held }: Context,
): Promise<void> {
  const now = String(Date.now() / 1000);
  const rank = (name: string) => stack.datasets.get(name)?.shape.length;
  const edit: H5Edit = {
    datasets: [{ name: 'dropIfgram', type: 'bool', shape: [isKept.length] }],
    datasetAttributes: (name, old) => (rank(name) === 3 ? { ...old, MODIFICATION_TIME: now } : old),
  };
  const flags = Uint8Array.from(isKept, Number);
  await addToH5(stack.path, edit, (writer) => writer.write('dropIfgram', flags), held);
}

/** Say which dates are lost, and warn when the others hang together no longer. */
function reportDates(pairs: readonly Pair[], isKept: readonly boolean[], { log }: Context): void {
  const kept = pairs.filter((_, i) => isKept[i]);
  const dates = datesOfPairs(kept);
  const lost = datesOfPairs(pairs).filter((date) => !dates.includes(date));
  if (lost.length > 0) log.info(`${lost.length} dates are left without interferograms: ${lost.join(', ')}`);
  const { first, second } = pairIndices(kept, dates);
  const { parent } = disjointSets(dates.length);
  let pieces = dates.length;
  for (let i = 0; i < kept.length; i++) if (join(parent, first[i], second[i])) pieces--;
  if (pieces > 1)
    log.warn(
      `the interferograms in use form ${pieces} separate networks: motion between them is not measured, and assumed small`,
    );
}
