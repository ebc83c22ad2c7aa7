import { byteText } from '../core/byte-text.ts';
import type { Log, Progress } from '../core/context.ts';
import { duration } from '../core/duration.ts';

export { duration };

/** How much is said: nothing but errors, warnings, the usual, or everything. */
export type Loudness = 'quiet' | 'warnings' | 'usual' | 'debug';

const ORDER: readonly Loudness[] = ['quiet', 'warnings', 'usual', 'debug'];
const BAR_WIDTH = 28;
const REDRAW_MS = 100;

/** Log lines and a progress bar on stderr; the bar only on a terminal, so that pipes and log files stay clean. */
export class Terminal {
  readonly log: Log;
  readonly progress: Progress;
  private readonly stream: NodeJS.WriteStream;
  private bar: { label: string; started: number; drawn: number; from: number } | undefined;

  constructor(loudness: Loudness, stream: NodeJS.WriteStream = process.stderr) {
    this.stream = stream;
    const level = ORDER.indexOf(loudness);
    const say = (needed: number, prefix: string) => (message: string) => {
      if (level < needed) return;
      this.clear();
      this.stream.write(`${prefix}${message}\n`);
    };
    this.log = { warn: say(1, 'warning: '), info: say(2, ''), debug: say(3, 'debug: ') };
    this.progress =
      level >= 2 && stream.isTTY
        ? (label, done, total, unit) => this.draw(label, done, total, unit)
        : () => {};
  }

  private draw(label: string, done: number, total: number, unit?: 'bytes'): void {
    const now = Date.now();
    if (this.bar?.label !== label) this.bar = { label, started: now, drawn: 0, from: unit ? done : 0 };
    const { bar } = this;
    if (done < total && now - bar.drawn < REDRAW_MS) return;
    bar.drawn = now;
    if (done >= total) {
      this.clear();
      return;
    }
    const share = total > 0 ? done / total : 0;
    const filled = Math.round(share * BAR_WIDTH);
    const elapsed = (now - bar.started) / 1000;
    const gone = done - bar.from; // what was there before took no time
    const left = gone > 0 ? `, ${duration((elapsed * (total - done)) / gone)} left` : '';
    const rate =
      unit && elapsed > 0 ? `, ${byteText(done)} of ${byteText(total)}, ${byteText(gone / elapsed)}/s` : '';
    const text = `${label} [${'='.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ${Math.round(100 * share)}%${rate}${left}`;
    this.stream.write(`\r\x1b[2K${text}`);
  }

  private clear(): void {
    if (this.bar === undefined) return;
    this.stream.write('\r\x1b[2K');
    this.bar = undefined;
  }
}
