// Compile the SIMD kernel (assembly/laplacian.ts) and keep its bytes as a module, so that nothing has to be found at run time.
// usage: node scripts/wasm.mjs            write src/core/inversion/laplacian-simd-code.ts
//        node scripts/wasm.mjs --check    exit 1 when the committed module is not what the source compiles to
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src/core/inversion/laplacian-simd-code.ts');
const folder = mkdtempSync(join(tmpdir(), 'mintsar-wasm-'));
const wasm = join(folder, 'laplacian.wasm');
const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
const flags = [
  '-O3',
  '--runtime',
  'stub',
  '--enable',
  'simd',
  '--importMemory',
  '--noAssert',
  '--outFile',
  wasm,
];
execFileSync(process.execPath, [compiler, join(root, 'assembly/laplacian.ts'), ...flags], {
  stdio: 'inherit',
});
const lines = readFileSync(wasm)
  .toString('base64')
  .match(/.{1,100}/g);
rmSync(folder, { recursive: true });
const text = `// Compiled from assembly/laplacian.ts by \`npm run wasm\`; do not edit.
export const LAPLACIAN_SIMD = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('');
`;
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    process.stderr.write(`${target} is not what assembly/laplacian.ts compiles to: run npm run wasm.\n`);
    process.exit(1);
  }
} else writeFileSync(target, text);
