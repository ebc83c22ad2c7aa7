import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/commands/main.ts';

/** The built program, as users start it; `npm test` builds it first. */
export const CLI = process.env['MINTSAR_CLI'] ?? fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Run `mintsar ...words` in a folder and wait for it. */
export function runCli(words: readonly string[], cwd: string, env: Record<string, string> = {}): CliResult {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...words], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  return { status, stdout, stderr };
}

/** The same as {@link runCli}, while this process goes on with other things. */
export async function runCliBeside(
  words: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [CLI, ...words], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject)),
  ]);
  return { status, stdout, stderr };
}

/**
 * The same as {@link runCli} within this process, for what does not depend on how the program is started: a sixth of the
 * time. One at a time, since the current folder and the streams are the process's.
 */
export async function runHere(words: readonly string[], cwd: string): Promise<CliResult> {
  const said = { stdout: '', stderr: '' };
  const streams = ['stdout', 'stderr'] as const;
  const writers = streams.map((name) => process[name].write);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const listeners = signals.map((signal) => process.listeners(signal));
  const home = process.cwd();
  for (const name of streams)
    process[name].write = (text: string | Uint8Array) => {
      said[name] += String(text);
      return true;
    };
  try {
    process.chdir(cwd);
    return { status: await main(words), ...said };
  } finally {
    process.chdir(home);
    streams.forEach((name, k) => {
      process[name].write = writers[k];
    });
    signals.forEach((signal, k) => {
      for (const listener of process.listeners(signal))
        if (!listeners[k].includes(listener)) process.off(signal, listener);
    });
  }
}

/** Start `mintsar ...words` in a folder and leave it running. */
export function startCli(words: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
