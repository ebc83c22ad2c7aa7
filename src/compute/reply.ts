import {
  FileError,
  InterruptedError,
  LockedError,
  MetadataError,
  MintsarError,
  NetworkError,
  NotFoundError,
  OptionError,
  ReferencePointError,
  RunError,
  ShapeError,
  UnsupportedError,
} from '../core/errors.ts';

/** By name, not by the module as a whole: that would be one more file for every command to open. */
const KINDS: Readonly<Record<string, typeof MintsarError>> = {
  FileError,
  InterruptedError,
  LockedError,
  MetadataError,
  NetworkError,
  NotFoundError,
  OptionError,
  ReferencePointError,
  RunError,
  ShapeError,
  UnsupportedError,
};

/**
 * What a thread sends back. Errors lose their class and remedy when they are copied between threads, and the user would
 * see a stack trace in place of the remedy: those thrown on purpose travel as plain data. Other errors are bugs.
 */
export type Reply<T> =
  | { readonly value: T }
  | { readonly failure: { readonly name: string; readonly message: string; readonly remedy: string } }
  | { readonly bug: unknown };

/** In the thread: the result of `work`, or what it threw. */
export async function replyOf<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof MintsarError)) return { bug: error };
    const { name, message, remedy } = error;
    return { failure: { name, message, remedy } };
  }
}

/** In the calling thread: the result, or the error as it was thrown. */
export function resultOf<T>(reply: Reply<T>): T {
  if ('value' in reply) return reply.value;
  if ('bug' in reply) throw reply.bug;
  const { name, message, remedy } = reply.failure;
  const Kind = KINDS[name] ?? MintsarError;
  throw new Kind(message, remedy);
}
