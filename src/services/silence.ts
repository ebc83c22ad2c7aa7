/** Ends a request whose server says nothing for too long, however much it has said before. */
export class Silence {
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly longestMs: number;
  private timer: NodeJS.Timeout;

  constructor(longestMs: number, signal?: AbortSignal) {
    this.longestMs = longestMs;
    this.signal = signal === undefined ? this.stop.signal : AbortSignal.any([this.stop.signal, signal]);
    this.timer = this.start();
  }

  get isOver(): boolean {
    return this.stop.signal.aborted;
  }

  /** The server said something. */
  broken(): void {
    clearTimeout(this.timer);
    this.timer = this.start();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private start(): NodeJS.Timeout {
    return setTimeout(() => this.stop.abort(), this.longestMs);
  }
}
