import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test('words with blanks and signs that a shell reads are quoted, others stay', () => {
  expect(shellWord('/data/Galápagos/SenDT128_v2.0')).toBe('/data/Galápagos/SenDT128_v2.0');
  expect(shellWord('my stack')).toBe("'my stack'");
  expect(shellWord("it's $HOME")).toBe("'it'\\''s $HOME'");
  expect(shellWord('')).toBe("''");
});
