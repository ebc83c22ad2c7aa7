/** The part of `fetch` that is used. */
export type Fetch = (
  url: string,
  init: {
    readonly headers: Record<string, string>;
    readonly signal?: AbortSignal;
    readonly method?: string;
    readonly body?: string;
    readonly redirect?: 'follow' | 'manual';
  },
) => Promise<Response>;
