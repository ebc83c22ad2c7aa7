// Imports point one way: each room may reach only the rooms below it, and no file reaches itself through others, not even
// for types. Exits 1 and names every stray import and every circle.
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
  cluster: ['tiles', 'config'],
  flags: ['config'],
  services: ['io'],
  loading: ['config', 'compute'],
  processors: ['loading', 'flags'],
  operations: ['processors', 'services', 'plot'],
  steps: ['operations', 'cluster'],
  viewer: ['operations'],
  commands: ['steps', 'viewer'],
  scripting: ['commands'],
};
/** Every room below another one, at any depth. */
const allowed = Object.fromEntries(Object.keys(below).map((room) => [room, new Set(roomsUnder(room))]));
function roomsUnder(room) {
  return below[room].flatMap((next) => [next, ...roomsUnder(next)]);
}
/** Rooms that run in a browser as they are, and the few files in them that are the side of Node: paths, descriptors, disks. */
const browserRooms = [
  'core/',
  'io/bytes/',
  'io/hdf5/',
  'io/raster/',
  'io/zarr/',
  'io/attributes/crs.ts',
  'io/attributes/typed.ts',
  'io/geotiff/fields.ts',
  'io/geotiff/ifd.ts',
  'io/geotiff/plain.ts',
  'io/kmz/archive.ts',
  'io/kmz/kml.ts',
  'io/kmz/overlay-ground.ts',
  'io/products/file-type.ts',
  'operations/inversion/invert-network-kernel.ts',
  'operations/inversion/observations.ts',
  'viewer/page/',
  'viewer/files-list.ts',
];
const nodeSide = new Set([
  'io/bytes/local-file.ts',
  'io/hdf5/file.ts',
  'io/hdf5/local.ts',
  'io/hdf5/layout-writer.ts',
  'io/raster/local.ts',
  'io/zarr/chunk-writer.ts',
  'io/zarr/shard-writer.ts',
]);
/** The page may reach what runs in a browser, and the parts of figures that draw nothing. */
const pageReach = [...browserRooms, 'plot/'];
const strays = [];
/** What each file imports of src. */
const imports = new Map();
for (const entry of readdirSync(src, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.ts') || /\.(test|bench)\.ts$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const layer = relative(src, file).split('/')[0];
  const text = readFileSync(file, 'utf8');
  const name = relative(src, file);
  imports.set(file, []);
  const isForBrowsers = browserRooms.some((room) => name.startsWith(room)) && !nodeSide.has(name);
  if (isForBrowsers && /\bBuffer\b/.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')))
    strays.push(`${name} uses Buffer, which browsers lack`);
  for (const [statement, target] of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const reached = relative(src, resolve(dirname(file), target));
    if (isForBrowsers && (target.startsWith('node:') || nodeSide.has(reached)))
      strays.push(`${name} imports ${target}, which browsers lack`);
    if (
      name.startsWith('viewer/page/') &&
      target.startsWith('.') &&
      !pageReach.some((room) => reached.startsWith(room))
    )
      strays.push(`${name} imports ${target}, which is not known to run in a browser`);
    if (!target.startsWith('.')) continue;
    // A table may name, for later, modules that read it: `import()` makes no circle.
    if (!statement.includes('(')) imports.get(file).push(resolve(dirname(file), target));
    const to = reached.split('/')[0];
    if (layer in allowed && to !== layer && !allowed[layer].has(to)) strays.push(`${name} imports ${target}`);
  }
}
const told = readFileSync(join(src, '../docs/architecture.md'), 'utf8');
const untold = Object.entries(below).filter(
  ([room, next]) => next.length > 0 && !new RegExp(`^${room} +-> ${next.join(', ')}$`, 'm').test(told),
);

/** Files that reach each other (Tarjan 1972, doi:10.1137/0201010): each set of two or more holds a circle. */
function circles() {
  const found = [];
  const [order, lowest, path] = [new Map(), new Map(), []];
  const visit = (file) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file));
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!imports.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (path.includes(next)) lowest.set(file, Math.min(lowest.get(file), lowest.get(next)));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const set = path.splice(path.indexOf(file));
    if (set.length > 1) found.push(set);
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

const names = (set) => set.map((file) => relative(src, file)).join(', ');
const problems = [
  ...(strays.length > 0 ? ['Imports must point downwards:', ...strays.map((stray) => `  ${stray}`)] : []),
  ...untold.map(([room, next]) => `docs/architecture.md lacks the line: ${room} -> ${next.join(', ')}`),
  ...circles().map((set) => `Imports go in a circle: ${names(set)}`),
];
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`);
  process.exit(1);
}
