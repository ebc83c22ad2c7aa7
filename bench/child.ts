import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What one run of a command took; seconds and kB. */
export interface Measured {
  readonly wall: number;
  readonly user: number;
  readonly system: number;
  readonly peakKb: number;
  /** what it printed */
  readonly text: string;
}

const PRELOAD = new URL('./measured-child.mjs', import.meta.url).href;

/**
 * Run `node <cli> <args>` from start to exit.
 * @param waits until products are on the disk: an older build may not
 * @throws {Error} with the command's own words when it fails
 */
export async function runCli(
  cli: string,
  args: readonly string[],
  { folder, workers, waits = true }: { folder: string; workers: number; waits?: boolean },
): Promise<Measured> {
  const note = join(tmpdir(), `mintsar-bench-${process.pid}.json`);
  const started = process.hrtime.bigint();
  const { code, text } = await finished(process.execPath, ['--import', PRELOAD, cli, ...args], folder, {
    ...process.env,
    BENCH_WORKERS: String(workers),
    ...(waits ? {} : { MINTSAR_SYNC: 'no' }),
    BENCH_NOTE: note,
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== 0) throw new Error(`mintsar ${args.join(' ')}\n${text.slice(-2000)}`);
  const noted = JSON.parse(readFileSync(note, 'utf8')) as Omit<Measured, 'wall' | 'text'>;
  rmSync(note);
  return { wall, ...noted, text };
}

/** Seconds from start to exit of a command that hardly works, with nothing loaded beside it. */
export async function startUpSeconds(cli: string, args: readonly string[], repeats: number): Promise<number> {
  let best = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const started = process.hrtime.bigint();
    const { code, text } = await finished(process.execPath, [cli, ...args], process.cwd(), process.env);
    if (code !== 0) throw new Error(`mintsar ${args.join(' ')}\n${text}`);
    best = Math.min(best, Number(process.hrtime.bigint() - started) / 1e9);
  }
  return best;
}

/** Seconds that h5py needs. */
export interface H5pySeconds {
  /** to read the inputs once */
  readonly read: number;
  /** to write as many bytes as the outputs have */
  readonly write: number;
}

/** How long h5py takes for the same bytes, or undefined where there is no h5py. */
export async function h5pySeconds(
  inputs: readonly { file: string; dataset?: string }[],
  outputBytes: number,
  scratch: string,
): Promise<H5pySeconds | undefined> {
  const script = fileURLToPath(new URL('./yardstick.py', import.meta.url));
  const python = process.env.BENCH_PYTHON ?? '/usr/bin/python3';
  const words = inputs.map(({ file, dataset = '' }) => `${file}:${dataset}`);
  const args = [script, String(outputBytes), scratch, ...words];
  const { code, text } = await finished(python, args, process.cwd(), process.env);
  if (code !== 0) return undefined;
  const [read, write] = text.split(' ').map(Number);
  return { read, write };
}

function finished(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => parts.push(part.toString()));
    child.on('error', (error) => resolve({ code: -1, text: error.message }));
    child.on('close', (code) => resolve({ code, text: parts.join('') }));
  });
}
