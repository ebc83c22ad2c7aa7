import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { FLAGS_FOR_TESTS } from '../test/support/node-flags.ts';
import { sharedData } from '../test/support/shared-data.ts';
import type { Message, Outcome } from './outcome.ts';

export interface FuzzRequest {
  readonly family: string;
  readonly seed: number;
  /** mutations FROM to TO (exclusive): each is the same whenever it is made again */
  readonly from: number;
  readonly to: number;
  /** a mutation that takes longer hangs */
  readonly seconds?: number;
  /** more memory than this is too much, bytes */
  readonly memory?: number;
}

/** A mutation and what became of it. */
export interface Mutant extends Outcome {
  readonly k: number;
  readonly what: string;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The program of the child, bundled anew for every run: to load its sources one by one takes seconds. */
async function bundledChild(): Promise<string> {
  const cache = `${ROOT}node_modules/.cache`;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(`${cache}/fuzz-`);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(`${ROOT}package.json`, `${folder}/package.json`); // the version stands there
  const outdir = `${folder}/dist`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['fuzz/child.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  });
  return `${outdir}/child.mjs`;
}

/** Tries mutations in a process that serves until it has to be ended; another one follows it then. */
export class Fuzzer {
  private child: Child | undefined;
  private program: Promise<string> | undefined;

  /** Try mutations of a family. @returns undefined when the family's input is not on this machine */
  async fuzz(request: FuzzRequest): Promise<readonly Mutant[] | undefined> {
    const mutants: Mutant[] = [];
    for (let from = request.from; from < request.to; ) {
      const part = await this.ask({ ...request, from });
      if (part === undefined) return undefined;
      mutants.push(...part);
      if (part.length === 0) throw new Error(`${request.family}: no mutation could be tried`);
      from = part[part.length - 1].k + 1;
    }
    return mutants;
  }

  /** Let the process go. */
  end(): void {
    this.child?.process.stdin.end();
    this.child = undefined;
  }

  /** Mutations until all are tried or the process is no more. */
  private async ask(request: FuzzRequest): Promise<Mutant[] | undefined> {
    const { family, seed, from, to, seconds = 20, memory = 2 ** 30 } = request;
    this.program ??= bundledChild();
    this.child ??= startChild(await this.program);
    const { process: child, lines, errors } = this.child;
    const mutants: Mutant[] = [];
    let current: { k: number; what: string } | undefined;
    const conclude = (outcome: Outcome) => {
      if (current === undefined) return;
      mutants.push({ ...current, ...outcome });
      current = undefined;
    };
    const kill = (outcome: Outcome) => {
      conclude(outcome);
      child.kill('SIGKILL');
      this.child = undefined;
    };
    let watchdog: NodeJS.Timeout | undefined;
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(kill, seconds * 1000, { kind: 'hang', text: `no answer in ${seconds} s` });
    };
    let [isAbsent, isDone] = [false, false];
    child.stdin.write(`${family} ${seed} ${from} ${to}\n`);
    while (!isDone && this.child !== undefined) {
      const { value: line, done: isOver } = await lines.next();
      if (this.child === undefined) break;
      if (isOver) {
        this.child = undefined;
        conclude({ kind: 'died', text: errors.text });
      } else if (line.startsWith('{"kind"')) {
        const message = JSON.parse(line) as Message;
        if (message.kind === 'absent') isAbsent = true;
        else if (message.kind === 'done') isDone = true;
        else if (message.kind === 'begin') {
          current = message;
          watch();
        } else if (message.rss > memory)
          kill({ kind: 'memory', text: `${Math.round(message.rss / 2 ** 20)} MB` });
        else conclude(message.outcome);
      }
    }
    clearTimeout(watchdog);
    if (mutants.length === 0 && !isAbsent) throw new Error(`${family}: ${errors.text}`);
    return isAbsent ? undefined : mutants;
  }
}

type Child = ReturnType<typeof startChild>;

function startChild(program: string) {
  const data = sharedData();
  const env = { ...process.env, ...(data === undefined ? {} : { MINTSAR_SHARED_DATA: data }) };
  const words = ['--enable-source-maps', ...FLAGS_FOR_TESTS, program];
  const child = spawn(process.execPath, words, { stdio: 'pipe', cwd: ROOT, env });
  child.stdin.on('error', () => {}); // it died: its output ends too
  const errors = { text: '' }; // the last of it
  child.stderr.on('data', (text) => {
    errors.text = `${errors.text}${text}`.slice(-4000);
  });
  return { process: child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](), errors };
}
