/** How often and how patiently a request is repeated. */
export interface RetryPolicy {
  readonly attempts: number;
  /** first pause; it doubles each time */
  readonly pauseMs: number;
  /** longest pause, also when the server asks for a longer one */
  readonly longestPauseMs: number;
  /** waits; tests replace it */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export const RETRY_POLICY: RetryPolicy = {
  attempts: 5,
  pauseMs: 300,
  longestPauseMs: 60_000,
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** A failure that may pass: the request is worth repeating. */
export class Transient extends Error {
  /** how long the server asks to wait */
  readonly waitMs: number | undefined;

  constructor(message: string, waitMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.waitMs = waitMs;
  }
}

/** HTTP status codes after which the same request may succeed. */
export function isTransientStatus(status: number): boolean {
  return (
    status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505)
  );
}

/** `Retry-After` as milliseconds: seconds or a date. */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Repeat what fails with `Transient`, with pauses that double; any other error ends it at once.
 * @throws the last `Transient` when no attempt is left
 */
export async function retrying<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy = RETRY_POLICY,
  signal?: AbortSignal,
): Promise<T> {
  for (let k = 1; ; k++) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Transient) || k >= policy.attempts) throw error;
      // A little chance keeps many clients from coming back at the same moment.
      const pause = policy.pauseMs * 2 ** (k - 1) * (1 + Math.random() / 4);
      await policy.wait(Math.min(policy.longestPauseMs, Math.max(pause, error.waitMs ?? 0)), signal);
    }
  }
}
