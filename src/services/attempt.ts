import { Transient } from '../io/bytes/retry.ts';

/** Longest silence of a server before a request is repeated, ms. */
export const SILENCE_MS = 30_000;

/** Busy as the server itself says, not a broken connection. */
export class Busy extends Transient {}

/** Why a connection failed, in few words. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(error);
}
