import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
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
  it('has every kernel in reach of its threads', () => {
    const kernels = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => /^(operations|loading)\/.*-kernel\.ts$/.test(name))
      .map((name) => {
        const text = readFileSync(join(ROOT, 'src', name), 'utf8');
        const own =
          /export default (?:async )?function (\w+)|export \{ (\w+) as default \}|export default correcting\((\w+)\)/.exec(
            text,
          )!;
        return own[1] ?? own[2] ?? own[3];
      });
    expect(kernels.length).toBeGreaterThan(20);
    const code = [...reached(join(ROOT, 'dist/thread.js')).values()].join('\n');
    expect(kernels.filter((name) => !code.includes(`function ${name}(`))).toEqual([]);
  });

  it('bundles the kernels of operations on pixels for a browser: none needs Node', async () => {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/operations/kernels.ts'],
      outdir: 'kernels',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const bundled = Object.keys(metafile.inputs).filter((name) => name.endsWith('-kernel.ts'));
    expect(bundled.length).toBeGreaterThan(20);
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
