// Build src/ into dist/: type declarations by the compiler, modules by the bundler. Few files start faster than many:
// what one command needs is in some twenty chunks.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chunkGroups } from './chunk-groups.mjs';
import { buildViewerPage } from './viewer-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`],
  { stdio: 'inherit' },
);
const options = {
  absWorkingDir: root,
  entryPoints: ['src/cli.ts', 'src/index.ts', 'src/core/index.ts', 'src/thread.ts'],
  outbase: 'src',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  // Its modules, of which a few are needed: the file that it offers to Node is one piece.
  alias: { 'ml-matrix': `${root}node_modules/ml-matrix/src/index.js` },
  external: Object.keys(dependencies),
  metafile: true,
  logLevel: 'warning',
};
const { metafile } = await build({ ...options, write: false });
// What these load counts more than the number of files.
const isAlone = (entry) => options.entryPoints.includes(entry);
const bundle = await build({ ...options, plugins: [chunkGroups(metafile, root, before, isAlone, weight)] });
leaveOutHelpers(bundle.metafile);
chmodSync(`${root}dist/cli.js`, 0o755);
const page = await buildViewerPage(root);
writeFileSync(
  `${root}dist/THIRD-PARTY-LICENSES.txt`,
  licenses([...Object.keys(metafile.inputs), ...page.inputs]),
);

/** The bundler has every file open that of its helpers, of which a few alone use some. */
function leaveOutHelpers({ outputs }) {
  const helpers = Object.keys(outputs).find((path) => outputs[path].exports.includes('__export'));
  if (helpers === undefined) return;
  const line = new RegExp(`^import ".*/${basename(helpers)}";\n`, 'm');
  for (const path of Object.keys(outputs)) {
    const text = readFileSync(`${root}${path}`, 'utf8');
    if (line.test(text)) writeFileSync(`${root}${path}`, text.replace(line, ''));
  }
}

/** The licenses of the packages that went into the bundle: their terms ask that they go with it. */
function licenses(inputs) {
  // What a package leaves out of browsers is listed as "(disabled):".
  const own = inputs.filter((path) => !path.startsWith('(disabled):'));
  const packages = new Set(
    own.flatMap((path) => path.match(/^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
  );
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8'));
      const own = readdirSync(`${root}${folder}`).find((file) => /^licen[cs]e/i.test(file));
      // A package that brings no text of the license that is ours too.
      const path = own ? `${folder}/${own}` : license === 'Apache-2.0' ? 'LICENSE' : `${folder}/LICENSE`;
      const text = readFileSync(`${root}${path}`, 'utf8');
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    })
    .join(`\n${'-'.repeat(72)}\n\n`);
}

/** Many commands start a thread, and often several; help and wrong commands end after the first module. */
function weight(entry) {
  return entry.endsWith('-kernel.ts') || entry === 'src/commands/main.ts' ? 5 : 1;
}

/** What is loaded before an entry point: programs and threads begin with the same modules, whatever they do then. */
function before(entry) {
  if (entry === 'src/commands/main.ts') return ['src/cli.ts'];
  if (entry.endsWith('-kernel.ts')) return ['src/thread.ts', 'src/io/block-store.ts'];
  const start = ['src/cli.ts', 'src/commands/main.ts'];
  if (entry.startsWith('src/commands/')) return start;
  if (entry.startsWith('src/steps/')) return [...start, 'src/commands/smallbaseline-app.ts'];
  return [];
}
