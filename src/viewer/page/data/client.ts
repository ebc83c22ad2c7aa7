import { ownScript } from '../own-script.ts';
import type { Answer, Cancellation, FileSource, Question, QuestionName, Questions } from './messages.ts';

/** Asks a worker; each question is a promise of its answer. */
export class DataClient {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }
  >();
  private last = 0;

  constructor() {
    const script = URL.createObjectURL(new Blob([ownScript!], { type: 'text/javascript' }));
    this.worker = new Worker(script);
    this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const waiting = this.waiting.get(data.id);
      this.waiting.delete(data.id);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.value as never);
    };
    this.worker.onerror = (event) => {
      for (const { reject } of this.waiting.values()) reject(new Error(event.message));
      this.waiting.clear();
    };
  }

  /** @param signal ends it: the answer is awaited no longer, and reading for it stops */
  ask<N extends QuestionName>(
    name: N,
    ask: Questions[N]['ask'],
    signal?: AbortSignal,
  ): Promise<Questions[N]['answer']> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        this.waiting.delete(id);
        this.worker.postMessage({ cancel: id } satisfies Cancellation);
        reject(signal.reason as Error);
      });
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, name, ask } satisfies Question);
    });
  }

  open(source: FileSource): Promise<Questions['open']['answer']> {
    // A worker has no address of its own: what is relative to the page is made whole here.
    const whole = (url: string) => new URL(url, document.baseURI).href;
    if (source.kind !== 'url') return this.ask('open', { source });
    const { values, url } = source;
    return this.ask('open', {
      source: { ...source, url: whole(url), ...(values && { values: whole(values) }) },
    });
  }
}
