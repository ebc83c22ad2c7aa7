import { networkInversionFingerprint } from '../../config/fingerprint.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import type { InversionRequest } from './stack-inversion.ts';

/** Attributes of what an inversion writes: those of the stack, the options it ran with, and its first and last date. */
export function inversionAttributes(
  stack: IfgramStack,
  dataset: string,
  { options, fromTemplate }: Pick<InversionRequest, 'options' | 'fromTemplate'>,
): Attributes {
  const span = stack.date12.flatMap((pair) => pair.split('_')).sort();
  return {
    ...stack.attributes,
    ...networkInversionFingerprint(
      options,
      { obsDatasetName: dataset, numIfgram: stack.kept.length },
      { fromTemplate },
    ),
    START_DATE: span[0], // of all pairs, dropped ones too
    END_DATE: span.at(-1)!,
  };
}
