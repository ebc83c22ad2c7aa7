// Which modules share a file of the build. The bundler cuts a chunk for every set of modules that the same entry points need,
// which makes some seventy small files of one command. Opening a file takes as long as compiling 30 kB that nobody asked
// for; modules are put together as long as that makes commands start sooner.
import { resolve } from 'node:path';

/** Bytes that are compiled in the time that opening one more file takes. */
const FILE = 30_000;

/**
 * Plugin of esbuild that keeps modules together: an entry point that needs one module of a group imports the whole group.
 * @param metafile of the same build without the plugin
 * @param root folder that its paths start from
 * @param before entry points that are loaded before some entry point
 * @param isAlone whether an entry point must load nothing but what it needs
 * @param weight how much the start of an entry point counts
 */
export function chunkGroups(metafile, root, before, isAlone, weight) {
  const { named, onDemand } = entryPoints(metafile);
  const groups = grouped(metafile, [...named, ...onDemand], before, isAlone, weight);
  const sources = new Map(
    onDemand.map((entry) => [resolve(root, entry), source(metafile, root, entry, groups)]),
  );
  return {
    name: 'chunk-groups',
    setup(build) {
      // A module of its own stands for one that is loaded on demand, which others may import as well: nothing comes to
      // need itself.
      build.onResolve({ filter: /\.ts$/ }, ({ path, resolveDir, kind }) => {
        const module = resolve(resolveDir, path);
        return kind === 'dynamic-import' && sources.has(module)
          ? { path: module, namespace: 'entry' }
          : undefined;
      });
      build.onLoad({ filter: /./, namespace: 'entry' }, ({ path }) => ({
        contents: sources.get(path),
        resolveDir: root,
      }));
    },
  };
}

/** Source of the module that stands for an entry point. */
function source(metafile, root, entry, groups) {
  const needed = closure(metafile, [entry]);
  let paths = needed;
  for (let size = 0; size < paths.size; ) {
    size = paths.size;
    paths = closure(
      metafile,
      [...paths].flatMap((path) => groups.get(path) ?? [path]),
    );
  }
  const name = (path) => JSON.stringify(resolve(root, path));
  const extra = [...paths].filter((path) => path.startsWith('src/') && !needed.has(path));
  const { exports } = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === entry);
  return [
    `export { ${exports.join(', ')} } from ${name(entry)};`,
    ...extra.map((path) => `import ${name(path)};`),
  ].join('\n');
}

/** The group of each module: those of the two whose union saves most become one, until none saves anything. */
function grouped(metafile, entries, before, isAlone, weight) {
  const runs = entries.map((entry) => closure(metafile, [entry, ...before(entry)]));
  const alone = entries.map(isAlone);
  const weights = entries.map(weight);
  const byRuns = new Map();
  for (const path of new Set(runs.flatMap((run) => [...run]))) {
    const inRun = Uint8Array.from(runs, (run) => (run.has(path) ? 1 : 0));
    const key = inRun.join('');
    if (!byRuns.has(key)) byRuns.set(key, { inRun, bytes: 0, paths: [], needs: new Set() });
    byRuns.get(key).paths.push(path);
    byRuns.get(key).bytes += sizeOf(metafile, path);
  }
  const groups = new Set(byRuns.values());
  const groupOf = new Map([...groups].flatMap((group) => group.paths.map((path) => [path, group])));
  for (const group of groups)
    for (const path of closure(metafile, group.paths)) group.needs.add(groupOf.get(path));
  for (;;) {
    const best = bestUnion(groups, runs.length, alone, weights);
    if (best === undefined) break;
    const { a, b } = best;
    groups.delete(b);
    a.bytes += b.bytes;
    a.paths.push(...b.paths);
    for (const other of b.needs) a.needs.add(other);
    for (const group of groups)
      if (group.needs.delete(b)) {
        group.needs.add(a);
        for (const other of a.needs) group.needs.add(other);
      }
    a.inRun = a.inRun.map((here, run) => here | b.inRun[run]);
    a.needs.delete(b);
    for (const other of a.needs) other.inRun = other.inRun.map((here, run) => here | a.inRun[run]);
  }
  return new Map([...groups].flatMap(({ paths }) => paths.map((path) => [path, paths])));
}

/** The two groups whose union saves most, if any: a file in the runs that need both, less what the others would load. */
function bestUnion(groups, numRun, alone, weights) {
  const sorted = [...groups].map((group) => {
    const runs = [];
    let weight = 0;
    for (let run = 0; run < numRun; run++)
      if (group.inRun[run]) {
        runs.push(run);
        weight += weights[run];
      }
    return { group, runs, weight, costs: undefined };
  });
  // A union saves no more than a file in each run of the smaller: from here on no pair can do better than the best.
  sorted.sort((a, b) => b.weight - a.weight);
  let best;
  let most = 0;
  for (const [index, a] of sorted.entries()) {
    if (FILE * a.weight <= most) break;
    for (const b of sorted.slice(0, index)) {
      let saved = 0;
      for (const run of a.runs) if (b.group.inRun[run]) saved += weights[run] * FILE;
      if (saved <= most) continue;
      a.costs ??= costs(a.group, numRun, alone);
      b.costs ??= costs(b.group, numRun, alone);
      for (const run of a.runs) saved -= weights[run] * b.costs[run];
      if (saved <= most) continue;
      for (const run of b.runs) saved -= weights[run] * a.costs[run];
      if (saved <= most) continue;
      most = saved;
      best = { a: a.group, b: b.group };
    }
  }
  return best;
}

/** What it costs each run to load a group and what that needs, if it does not load it anyway. */
function costs(group, numRun, alone) {
  const costs = new Float64Array(numRun);
  for (let run = 0; run < numRun; run++)
    if (!group.inRun[run]) costs[run] = alone[run] ? Infinity : group.bytes;
  for (const other of group.needs)
    if (other !== group)
      for (let run = 0; run < numRun; run++)
        if (!group.inRun[run] && !other.inRun[run]) costs[run] += other.bytes + FILE;
  return costs;
}

function sizeOf({ outputs }, path) {
  return Math.max(0, ...Object.values(outputs).map(({ inputs }) => inputs[path]?.bytesInOutput ?? 0));
}

/** Modules that a program starts with, and those that are loaded on demand. */
function entryPoints({ inputs, outputs }) {
  const onDemand = new Set(
    Object.values(inputs).flatMap(({ imports }) =>
      imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external).map(({ path }) => path),
    ),
  );
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  return { named: entries.filter((entry) => !onDemand.has(entry)), onDemand: [...onDemand] };
}

/** Modules that are loaded with some, themselves among them. */
function closure({ inputs }, starts) {
  const seen = new Set();
  const open = [...starts];
  while (open.length > 0) {
    const path = open.pop();
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { path: next, kind, external } of inputs[path].imports)
      if (kind === 'import-statement' && !external) open.push(next);
  }
  return seen;
}
