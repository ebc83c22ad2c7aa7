import * as errors from '../core/errors.ts';

const { MintsarError } = errors;

/**
 * What a thread sends back. Errors lose their class and remedy when they are copied between threads, and the user would
 * see a stack trace in place of the remedy: those thrown on purpose travel as plain data.
 */
export type Reply<T> =
  | { readonly value: T }
  | { readonly failure: { readonly name: string; readonly message: string; readonly remedy: string } };

/** In the thread: the result of `work`, or the failure meant for the user. Other errors are bugs and pass on. */
export async function replyOf<T>(work: () => Promise<T>): Promise<Reply<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    const { name, message, remedy } = error;
    return { failure: { name, message, remedy } };
  }
}

/** In the calling thread: the result, or the error as it was thrown. */
export function resultOf<T>(reply: Reply<T>): T {
  if ('value' in reply) return reply.value;
  const { name, message, remedy } = reply.failure;
  const Kind = (errors as Readonly<Record<string, typeof MintsarError | undefined>>)[name] ?? MintsarError;
  throw new Kind(message, remedy);
}
