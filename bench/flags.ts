import { parseArgs } from 'node:util';
import type { StackShape } from './make-stack.ts';

/** Sizes worth knowing; the large ones run on request and measure the inversion alone unless steps are named. */
const PRESETS: Readonly<Record<string, StackShape & { readonly steps?: string }>> = {
  /** as standard all pairs up to connection 3, which closure_phase_bias wants */
  small: { numIfgram: 54, numDate: 20, length: 200, width: 300 },
  standard: { numIfgram: 288, numDate: 98, length: 450, width: 600 },
  /** nine times the standard scene, 30 GB while it runs: what starting a command takes hardly counts */
  large: {
    numIfgram: 288,
    numDate: 98,
    length: 1350,
    width: 1800,
    steps:
      'network,reference,quick,unwrap,ifgram,tropo,remove_ramp,dem_error,timeseries_rms,velocity,geocode,workflow',
  },
  /** 3.4 million pixels, 34 GB while it runs */
  tall: { numIfgram: 475, numDate: 98, length: 1500, width: 2267, steps: 'ifgram_inversion -w var' },
  /** many dates and pairs, 7 GB */
  dense: { numIfgram: 1297, numDate: 333, length: 516, width: 632, steps: 'ifgram_inversion -w var' },
  /** a stack of 20 GB, 24 GB while it runs: does memory stay within its budget? */
  huge: { numIfgram: 288, numDate: 98, length: 2000, width: 3500, steps: 'ifgram_inversion -w var' },
};

export interface BenchFlags {
  readonly preset: string;
  readonly shape: StackShape;
  readonly workers: readonly number[];
  readonly repeats: number;
  /** rows whose names contain one of these; all when empty */
  readonly steps: readonly string[];
  /** memory budget of the commands, GB */
  readonly ram: number;
  /** work directory; a new one under the temporary folder when left out */
  readonly dir?: string;
  readonly keep: boolean;
  readonly record: boolean;
  readonly cli: string;
  /** another build, run in turn with this one */
  readonly against?: string;
}

export const USAGE = `npm run bench -- [flags]
  --preset small|standard|large|tall|dense|huge   size of the stack (default: standard)
  --pairs --dates --length --width N        another size
  --workers 1,2      numbers of threads to compare (default: 1,2)
  --repeats N        the fastest of N runs counts (default: 3)
  --steps a,b        rows whose names contain one of these, also load, workflow, start-up (default: all)
  --ram GB           memory budget of the commands (default: 4)
  --dir PATH --keep  work directory; kept, and used again by the next run with --dir
  --record           put the table into bench/README.md
  --cli PATH         command line to measure (default: dist/cli.js)
  --against PATH     command line of another build: the table tells how many times its wall and CPU time this one takes

npx tsx bench/phase-closure.ts   integer cycles of phase closure beside a general solver (python3-cvxopt)`;

export function readFlags(argv: readonly string[]): BenchFlags | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      preset: { ...text, default: 'standard' },
      pairs: text,
      dates: text,
      length: text,
      width: text,
      workers: { ...text, default: '1,2' },
      repeats: { ...text, default: '3' },
      steps: text,
      ram: { ...text, default: '4' },
      dir: text,
      keep: flag,
      record: flag,
      cli: { ...text, default: 'dist/cli.js' },
      against: text,
      help: flag,
    },
  });
  const preset = PRESETS[values.preset];
  if (values.help || preset === undefined) return undefined;
  const { steps: usual, ...size } = preset;
  const own = { numIfgram: values.pairs, numDate: values.dates, length: values.length, width: values.width };
  const typed = Object.entries(own).filter(([, value]) => value !== undefined);
  return {
    preset: typed.length > 0 ? 'own size' : values.preset,
    shape: { ...size, ...Object.fromEntries(typed.map(([key, value]) => [key, Number(value)])) },
    workers: values.workers.split(',').map(Number),
    repeats: Number(values.repeats),
    steps: (values.steps ?? usual ?? '').split(',').filter((word) => word !== ''),
    ram: Number(values.ram),
    dir: values.dir,
    keep: values.keep,
    record: values.record,
    cli: values.cli,
    against: values.against,
  };
}
