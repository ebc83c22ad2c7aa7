import { readFileSync } from 'node:fs';

/** A point of a shapefile, decoded by the letter of the formats. */
interface Decoded {
  readonly x: number;
  readonly y: number;
  readonly values: Readonly<Record<string, string>>;
}

/** Differences of two point shapefiles: positions, text, numbers within 1e-6. @param path with or without extension */
export function shapefileDifferences(path: string, expectedPath: string): string[] {
  const [mine, theirs] = [path, expectedPath].map((name) => decoded(name.replace(/\.\w+$/, '')));
  if (mine.length !== theirs.length) return [`${path}: ${mine.length} points, not ${theirs.length}`];
  return theirs.flatMap((point, i) => {
    const problems: string[] = [];
    if (Math.hypot(mine[i].x - point.x, mine[i].y - point.y) > 1e-9)
      problems.push(`${path}: point ${i} lies elsewhere`);
    for (const [name, text] of Object.entries(point.values)) {
      const own = mine[i].values[name];
      if (own !== text && !(Math.abs(Number(own) - Number(text)) <= 1e-6))
        problems.push(`${path}: ${name} of point ${i} is ${own}, not ${text}`);
    }
    return problems;
  });
}

function decoded(base: string): Decoded[] {
  const shapes = readFileSync(`${base}.shp`);
  const table = readFileSync(`${base}.dbf`);
  const index = readFileSync(`${base}.shx`);
  const [count, header, length] = [table.readInt32LE(4), table.readInt16LE(8), table.readInt16LE(10)];
  const fields: { name: string; width: number }[] = [];
  for (let at = 32; table[at] !== 0x0d; at += 32) {
    const name = table.toString('latin1', at, at + 11).replace(/\0.*$/s, '');
    fields.push({ name, width: table[at + 16] });
  }
  return Array.from({ length: count }, (_, i) => {
    const at = 2 * index.readInt32BE(100 + 8 * i);
    let place = header + i * length + 1;
    const values: Record<string, string> = {};
    for (const { name, width } of fields) {
      values[name] = table.toString('latin1', place, place + width).trim();
      place += width;
    }
    return { x: shapes.readDoubleLE(at + 12), y: shapes.readDoubleLE(at + 20), values };
  });
}
