import { expect, it } from 'vitest';
import { blockMemory } from './block-memory.ts';

it('the same memory serves blocks of any length', () => {
  const memory = blockMemory();
  const first = memory(5);
  expect(first).toHaveLength(5);
  expect(memory(3)).toHaveLength(3);
  expect(memory(3).buffer).toBe(first.buffer);
  expect(memory(8)).toHaveLength(8);
});
