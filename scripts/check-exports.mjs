// Every exported value is used outside its file (sources, tests, benches, public indexes), and every exported type at
// least inside it, where it may describe a parameter. Exits 1 and names what is exported for nobody.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const texts = new Map();
for (const folder of ['src', 'test', 'bench', 'scripts']) {
  for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(ts|mjs)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    texts.set(path, readFileSync(path, 'utf8'));
  }
}

/** What leaves a file whole: `import * as`, `import()`, and `export *` of a public index. */
const whole = new Set();
/** Names imported from each file. */
const names = new Map();
/** Files whose exports another one passes on with `export *`. */
const passedOn = new Map();
const PUBLIC = ['src/index.ts', 'src/core/index.ts'].map((path) => join(root, path));

for (const [path, text] of texts) {
  const target = (specifier) => resolve(dirname(path), specifier);
  for (const [, clause, from] of text.matchAll(
    /^(?:import|export)\s+(?:type\s+)?([^'";]*?)\s*from\s*'(\.[^']+)'/gms,
  )) {
    const to = target(from);
    if (clause.startsWith('*')) {
      if (clause === '*' && !PUBLIC.includes(path)) passedOn.set(path, [...(passedOn.get(path) ?? []), to]);
      else whole.add(to);
    }
    const [, list] = /\{([^}]*)\}/s.exec(clause) ?? [];
    for (const word of list?.split(',') ?? []) {
      const [name] = word
        .trim()
        .replace(/^type\s+/, '')
        .split(/\s+as\s+/);
      if (name !== '') use(to, name);
    }
  }
  for (const [, from] of text.matchAll(/\bimport\(\s*'(\.[^']+)'\s*\)/g)) whole.add(target(from));
}

function use(path, name) {
  if (!names.has(path)) names.set(path, new Set());
  names.get(path).add(name);
}
/** Whether a name is imported from a file, or from one that passes it on. */
function isUsed(path, name) {
  if (whole.has(path) || names.get(path)?.has(name)) return true;
  return [...passedOn].some(([by, files]) => files.includes(path) && isUsed(by, name));
}

const EXPORTED =
  /^export\s+(?:declare\s+|abstract\s+|async\s+)*(const|let|function\*?|class|enum|interface|type)\s+(\w+)/gm;
const unused = [];
for (const [path, text] of texts) {
  if (!path.startsWith(join(root, 'src')) || /\.(test|bench)\.ts$/.test(path)) continue;
  for (const [, kind, name] of text.matchAll(EXPORTED)) {
    if (isUsed(path, name)) continue;
    const isType = kind === 'interface' || kind === 'type';
    const mentions = text.match(new RegExp(`\\b${name}\\b`, 'g')).length;
    if (!isType || mentions === 1) unused.push(`${relative(root, path)}: ${name}`);
  }
}
if (unused.length > 0) {
  process.stderr.write(`Exported for nobody:\n  ${unused.join('\n  ')}\n`);
  process.exit(1);
}
