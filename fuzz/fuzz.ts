import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
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

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Try mutations of a family. @returns undefined when the family's input is not on this machine */
export async function fuzz(request: FuzzRequest): Promise<readonly Mutant[] | undefined> {
  const mutants: Mutant[] = [];
  for (let from = request.from; from < request.to; ) {
    const part = await runChild({ ...request, from });
    if (part === undefined) return undefined;
    mutants.push(...part);
    if (part.length === 0) throw new Error(`${request.family}: no mutation could be tried`);
    from = part[part.length - 1].k + 1; // a process that was ended is followed by another
  }
  return mutants;
}

async function runChild(request: FuzzRequest): Promise<Mutant[] | undefined> {
  const { family, seed, from, to, seconds = 20, memory = 2 ** 30 } = request;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', CHILD, family, String(seed), String(from), String(to)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const mutants: Mutant[] = [];
  let current: { k: number; what: string } | undefined;
  let absent = false;
  let errors = '';
  child.stderr.on('data', (text) => {
    errors = `${errors}${text}`.slice(-4000);
  });
  const end = (outcome: Outcome) => {
    if (current === undefined) return;
    mutants.push({ ...current, ...outcome });
    current = undefined;
  };
  let watchdog: NodeJS.Timeout | undefined;
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      end({ kind: 'hang', text: `no answer in ${seconds} s` });
      child.kill('SIGKILL');
    }, seconds * 1000);
  };
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{"kind"')) continue;
    const message = JSON.parse(line) as Message;
    if (message.kind === 'absent') absent = true;
    else if (message.kind === 'begin') {
      current = message;
      watch();
    } else if (message.rss > memory) {
      end({ kind: 'memory', text: `${Math.round(message.rss / 2 ** 20)} MB` });
      child.kill('SIGKILL');
    } else end(message.outcome);
  }
  clearTimeout(watchdog);
  end({ kind: 'died', text: errors });
  if (mutants.length === 0 && !absent) throw new Error(`${family}: ${errors}`);
  return absent ? undefined : mutants;
}
