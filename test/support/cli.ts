import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

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

/** Start `mintsar ...words` in a folder and leave it running. */
export function startCli(words: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
