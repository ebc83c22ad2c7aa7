import { MintsarError } from '../../core/errors.ts';

/** Run `work` on one interferogram; what it throws on purpose says which interferogram it was. */
export function ofIfgram<T>(date12: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    const Kind = error.constructor as typeof MintsarError;
    throw new Kind(`Interferogram ${date12}: ${error.message}`, error.remedy, { cause: error });
  }
}
