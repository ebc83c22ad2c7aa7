import { EMPTY_STATE, type ViewerState } from './state.ts';

/** Letters of a link that are read: a longer one was not made here. */
const MOST_LETTERS = 100_000;
const PREFIX = '#s=';

/** The state as the end of an address: JSON in URL-safe base64, parts left out that are as in an empty page. */
export function linkOf(state: ViewerState): string {
  const own = Object.entries(state).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(EMPTY_STATE[key as keyof ViewerState]),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(own)));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return PREFIX + text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The state in a link; undefined when it holds none, or one that is damaged. */
export function stateOf(hash: string): ViewerState | undefined {
  if (!hash.startsWith(PREFIX) || hash.length > MOST_LETTERS) return undefined;
  try {
    const text = atob(hash.slice(PREFIX.length).replaceAll('-', '+').replaceAll('_', '/'));
    const value: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))),
    );
    if (!isLike(value, EMPTY_STATE)) return undefined;
    return { ...EMPTY_STATE, ...(value as Partial<ViewerState>) };
  } catch {
    return undefined;
  }
}

/** Whether the parts that are there are of the kind they ought to be. */
function isLike(value: unknown, model: object): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(model).every(([key, part]) => {
    const own = (value as Record<string, unknown>)[key];
    return own === undefined || (typeof own === typeof part && Array.isArray(own) === Array.isArray(part));
  });
}
