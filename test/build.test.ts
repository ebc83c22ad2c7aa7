import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every module that a built one loads by a static or dynamic import, itself included. */
function reached(module: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(module)) return seen;
  const text = readFileSync(module, 'utf8');
  seen.set(module, text);
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g))
    reached(resolve(dirname(module), target), seen);
  return seen;
}

describe('the build', () => {
  it('keeps every module that threads load by name as a file of that name', () => {
    const named = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => [
        ...readFileSync(join(ROOT, 'src', name), 'utf8').matchAll(/moduleUrl\('([^']+)'\)/g),
      ])
      .map(([, name]) => name);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !existsSync(join(ROOT, 'dist', `${name}.js`)))).toEqual([]);
  });

  it('has a core that needs no Node and no package', () => {
    const modules = reached(join(ROOT, 'dist/core/index.js'));
    expect(modules.size).toBeGreaterThan(1);
    for (const [module, text] of modules) {
      const outside = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^."][^"]*)"/g)].map(([, name]) => name);
      expect(outside, module).toEqual([]);
      expect(text, module).not.toContain('createRequire');
    }
  });

  it('goes with the licenses of the packages it contains', () => {
    expect(readFileSync(join(ROOT, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(/^ml-matrix .*MIT/m);
  });
});
