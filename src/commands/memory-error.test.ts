import { expect, test } from 'vitest';
import { memoryError } from './memory-error.ts';

test('a lack of memory is told in a sentence, however deep in the causes it is', () => {
  const thread = Object.assign(new Error('Worker initialization failure: EAGAIN'), {
    code: 'ERR_WORKER_INIT_FAILED',
  });
  for (const error of [
    new RangeError('Array buffer allocation failed'),
    new Error('library', { cause: new RangeError('WebAssembly.Memory(): could not allocate memory') }),
    thread,
  ])
    expect(memoryError(error)?.message).toMatch(/not enough memory|no room/);
});

test('other errors are none of memory', () => {
  expect(memoryError(new RangeError('Invalid array length'))).toBeUndefined();
  expect(memoryError(new TypeError('x is undefined'))).toBeUndefined();
  expect(memoryError('text')).toBeUndefined();
});
