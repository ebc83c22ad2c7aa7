import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Call } from './scheduler.ts';

export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  /** 127 for a program that is not there */
  readonly code: number;
}

/** A scheduler that hangs must not hang the run. */
const PATIENCE_MS = 60_000;
const MOST_TEXT = 64 << 20;

/** Run a program of a scheduler and collect what it prints. */
export function callProgram(
  { words: [program, ...words], stdin }: Call,
  patience = PATIENCE_MS,
): Promise<Answer> {
  return new Promise((resolve) => {
    const input = stdin === undefined ? undefined : openSync(stdin, 'r');
    const child = spawn(program, words, { stdio: [input ?? 'ignore', 'pipe', 'pipe'] });
    if (input !== undefined) closeSync(input);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.on('data', (piece: Buffer) => {
        if (said[name].length < MOST_TEXT) said[name] += piece.toString();
      });
    const timer = setTimeout(() => {
      said.stderr += `${program} does not answer`;
      child.kill('SIGKILL');
    }, patience);
    const end = (code: number) => {
      clearTimeout(timer);
      resolve({ ...said, code });
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      said.stderr += error.message;
      end(error.code === 'ENOENT' ? 127 : 126);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}
