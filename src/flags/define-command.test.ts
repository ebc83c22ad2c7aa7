import { expect, test } from 'vitest';
import { defineCommand } from './define-command.ts';
import { type Flags, flag, group, on, without } from './flag.ts';
import { float } from './kind.ts';

const define = (flags: Flags) => () => defineCommand({ examples: [], flags, run: async () => {} });
const shared = group('shared', { low: flag('--low', float, 'least'), high: flag('--high', float, 'most') });

test('a flag cannot hide one of another group, nor have its spelling', () => {
  expect(define({ ...shared, ...group('own', { low: on('--deep', 'deep') }) })).toThrow(
    /--low is hidden by --deep/,
  );
  expect(define({ ...shared, high: on('--tall', 'tall') })).toThrow(/key high/);
  expect(define({ ...shared, least: on('--low', 'low') })).toThrow(/--low is a flag twice: low and least/);
  expect(define({ ...without(shared, 'low'), low: on('--deep', 'deep') })).not.toThrow();
});
