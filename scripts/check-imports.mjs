// Imports point one way: each layer may reach only the layers listed for it. Exits 1 and names every stray import.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../src', import.meta.url));
const below = {
  core: [],
  compute: ['core'],
  plot: ['core'],
  io: ['core'],
  config: ['io'],
  services: ['io'],
  loading: ['config', 'compute'],
  processors: ['loading'],
  operations: ['processors', 'services', 'plot'],
  steps: ['operations'],
  viewer: ['operations'],
  commands: ['steps', 'viewer'],
};
/** Every room below another one, at any depth. */
const allowed = Object.fromEntries(Object.keys(below).map((room) => [room, new Set(roomsUnder(room))]));
function roomsUnder(room) {
  return below[room].flatMap((next) => [next, ...roomsUnder(next)]);
}
const strays = [];
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts') || /\.(test|bench)\.ts$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const layer = relative(src, file).split('/')[0];
  if (!(layer in allowed)) continue;
  const text = readFileSync(file, 'utf8');
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    if (target.startsWith('node:') && layer === 'core')
      strays.push(`${relative(src, file)} imports ${target}`);
    if (!target.startsWith('.')) continue;
    const to = relative(src, resolve(dirname(file), target)).split('/')[0];
    if (to !== layer && !allowed[layer].has(to)) strays.push(`${relative(src, file)} imports ${target}`);
  }
}
if (strays.length > 0) {
  process.stderr.write(`Imports must point downwards:\n  ${strays.join('\n  ')}\n`);
  process.exit(1);
}
