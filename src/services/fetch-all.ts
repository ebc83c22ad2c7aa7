import { MintsarError } from '../core/errors.ts';
import { abortSignal, type ServiceContext } from './service.ts';
import { LoginMissingError, LoginRefusedError, OfflineError } from './service-errors.ts';

/** What became of one of several requests. */
export type Outcome<I, T> =
  | { readonly item: I; readonly value: T }
  | { readonly item: I; readonly error: MintsarError };

/** Requests that are under way at the same time, unless said. */
const AT_ONCE = 6;

/** What the next request would meet as well. */
const isForAll = (error: unknown) =>
  error instanceof OfflineError || error instanceof LoginRefusedError || error instanceof LoginMissingError;

/**
 * Several requests at the same time, each failing alone. Once the service cannot be reached or does not accept the login, those
 * that have not begun fail at once with the same error.
 *
 * @param label of the progress; undefined when the work tells its own
 * @returns outcomes in the order of the items
 * @throws what is no {@link MintsarError}: a bug, or the reason for which the user stopped
 */
export async function fetchAll<I, T>(
  label: string | undefined,
  items: readonly I[],
  work: (item: I) => Promise<T>,
  context: Pick<ServiceContext, 'progress' | 'signal'>,
  atOnce = AT_ONCE,
): Promise<Outcome<I, T>[]> {
  const outcomes = new Array<Outcome<I, T>>(items.length);
  let [next, done] = [0, 0];
  let common: unknown;
  const worker = async () => {
    while (next < items.length) {
      const k = next++;
      const item = items[k];
      abortSignal(context)?.throwIfAborted();
      try {
        if (common !== undefined) throw common;
        outcomes[k] = { item, value: await work(item) };
      } catch (error) {
        if (!(error instanceof MintsarError)) throw error;
        if (isForAll(error)) common = error;
        outcomes[k] = { item, error };
      }
      if (label !== undefined) context.progress(label, ++done, items.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return outcomes;
}

/** One line for every kind of failure: how many of how many, which, and what to do; empty when all went well. */
export function failureSummary<I>(what: string, outcomes: readonly Outcome<I, unknown>[]): string[] {
  const kinds = new Map<string, { readonly items: string[]; readonly first: MintsarError }>();
  for (const outcome of outcomes) {
    if (!('error' in outcome)) continue;
    const { item, error } = outcome;
    const kind = kinds.get(error.name) ?? { items: [], first: error };
    kind.items.push(String(item));
    kinds.set(error.name, kind);
  }
  return [...kinds.values()].map(({ items, first }) => {
    const { message, remedy } = first;
    return `${items.length} of ${outcomes.length} ${what} not fetched: ${items.join(', ')}. ${message} ${remedy}`.trim();
  });
}
