// Write src/plot/colormap-tables.ts: the colours of published colormaps as bytes. Run when one of the two packages has new
// maps: `node scripts/colormap-tables.mjs /usr/share/gmt/cpt/SCM` (gmt-common of Debian holds the scientific colour maps).
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { data as published } from 'js-colormaps-es';

const folder = process.argv[2];
const tables = new Map();
for (const [name, { colors }] of Object.entries(published)) {
  tables.set(
    name,
    colors.flat().map((part) => Math.round(part * 255)),
  );
}
const isDiscrete = /S\.cpt$/; // ten colours of a map that is here in full
for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpt') && !isDiscrete.test(name))) {
  const rows = readFileSync(`${folder}/${file}`, 'utf8')
    .split('\n')
    .filter((line) => /^[-\d]/.test(line))
    .map((line) => line.trim().split(/\s+/));
  const triples = [...rows.map((row) => row[1]), rows.at(-1)[3]];
  tables.set(
    file.replace('.cpt', ''),
    triples.flatMap((text) => text.split('/').map(Number)),
  );
}
const lines = [...tables]
  .sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  .map(([name, bytes]) => {
    if (bytes.length % 3 !== 0 || bytes.some((byte) => !(byte >= 0 && byte <= 255))) throw new Error(name);
    return `  ${/^\w+$/.test(name) ? name : JSON.stringify(name)}:\n    '${Buffer.from(bytes).toString('base64')}',`;
  });
writeFileSync(
  fileURLToPath(new URL('../src/plot/colormap-tables.ts', import.meta.url)),
  `// Written by scripts/colormap-tables.mjs: red, green and blue of every colour, one byte each, in base64.
//
// The maps of matplotlib as js-colormaps-es 0.0.5 (MIT) gives them, and the Scientific colour maps 7.0.1 of Fabio Crameri
// (Crameri, F. (2021), doi:10.5281/zenodo.5501399), which come with these terms:
//
// Copyright (c) 2021, Fabio Crameri
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
// files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
// modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
// Software is furnished to do so, subject to the following conditions:
//
// The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
// WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
// COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
// ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

/** The tables of colormaps by name. */
export const TABLES: Readonly<Record<string, string>> = {
${lines.join('\n')}
};
`,
);
console.log(`${tables.size} colormaps`);
