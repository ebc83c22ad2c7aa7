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
  tiles: ['io', 'compute'],
  flags: ['config'],
  services: ['io'],
  loading: ['config', 'compute'],
  processors: ['loading', 'flags'],
  operations: ['processors', 'services', 'plot'],
  steps: ['operations'],
  viewer: ['operations'],
  commands: ['steps', 'viewer', 'tiles'],
};
/** Every room below another one, at any depth. */
const allowed = Object.fromEntries(Object.keys(below).map((room) => [room, new Set(roomsUnder(room))]));
function roomsUnder(room) {
  return below[room].flatMap((next) => [next, ...roomsUnder(next)]);
}
/** Rooms that run in a browser as they are, and the few files in them that are the side of Node: paths, descriptors, disks. */
const browserRooms = ['core/', 'io/bytes/', 'io/hdf5/'];
const nodeSide = new Set(['io/bytes/local-file.ts', 'io/hdf5/file.ts', 'io/hdf5/layout-writer.ts']);
const strays = [];
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts') || /\.(test|bench)\.ts$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const layer = relative(src, file).split('/')[0];
  if (!(layer in allowed)) continue;
  const text = readFileSync(file, 'utf8');
  const name = relative(src, file);
  const isForBrowsers = browserRooms.some((room) => name.startsWith(room)) && !nodeSide.has(name);
  if (isForBrowsers && /\bBuffer\b/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')))
    strays.push(`${name} uses Buffer, which browsers lack`);
  for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const reached = relative(src, resolve(dirname(file), target));
    if (isForBrowsers && (target.startsWith('node:') || nodeSide.has(reached)))
      strays.push(`${name} imports ${target}, which browsers lack`);
    if (!target.startsWith('.')) continue;
    const to = reached.split('/')[0];
    if (to !== layer && !allowed[layer].has(to)) strays.push(`${name} imports ${target}`);
  }
}
if (strays.length > 0) {
  process.stderr.write(
    `Imports must point downwards, and stay within what a browser has where it says so:\n  ${strays.join('\n  ')}\n`,
  );
  process.exit(1);
}
