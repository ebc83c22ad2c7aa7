// Every exported function and class of core has a docstring. One that takes numeric arrays tells the shape and unit of
// each with @param, one that gives arrays back tells theirs with @returns, one that throws tells what. Exits 1 and names
// those that do not.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const core = fileURLToPath(new URL('../src/core', import.meta.url));
const ARRAY =
  /\b(?:Float(?:32|64)Array|U?[iI]nt(?:8|16|32)Array|ArrayLike<number>|number\[\]|Grid|Stack|NdArray|Matrix|Values|Raster)(?!\w)/;
/** Statements that throw errors of ours, and calls that do. */
const THROWS = /\b(?:throw new (?!Error\b)|assert[A-Z]\w*\(|parseDate\(|temporalBaselines\()/;
const EXPORTED =
  /^(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?export (?:async )?(function\*?|(?:abstract )?class) (\w+)([\s\S]*?\n?)\{$/gm;

/** Parameters and result of a function from what stands between its name and its body. */
function signature(text) {
  let [depth, end] = [0, 0];
  for (let i = text.indexOf('('); i >= 0 && i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) {
      end = i;
      break;
    }
  }
  return [text.slice(0, end + 1), text.slice(end + 1)];
}

/** Names of the parameters that are arrays; one that is taken apart in place has none. */
function arrayNames(parameters) {
  const names = [];
  let [depth, from] = [0, 1];
  for (let i = 1; i < parameters.length; i++) {
    if ('([{<'.includes(parameters[i])) depth++;
    if (')]}>'.includes(parameters[i])) depth--;
    if (i < parameters.length - 1 && (parameters[i] !== ',' || depth > 0)) continue;
    const [, name] = /^\s*(\w+)\??\s*[:=]/.exec(parameters.slice(from, i)) ?? [];
    if (name !== undefined && ARRAY.test(parameters.slice(from, i))) names.push(name);
    from = i + 1;
  }
  return names;
}

const poor = [];
for (const entry of readdirSync(core, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.ts$/.test(entry.name) || /\.(test|bench)\.ts$/.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  const text = readFileSync(path, 'utf8');
  for (const match of text.matchAll(EXPORTED)) {
    const [all, doc = '', kind, name, rest] = match;
    const from = match.index + all.length;
    const body = text.slice(from, text.indexOf('\n}', from));
    const [parameters, result] = kind.startsWith('function') ? signature(rest) : ['', ''];
    const lacks = [];
    if (doc === '') lacks.push('a docstring');
    const untold = arrayNames(parameters).filter((word) => !new RegExp(`@param ${word}\\b`).test(doc));
    if (untold.length > 0) lacks.push(`@param ${untold.join(', ')}`);
    else if (ARRAY.test(parameters) && !doc.includes('@param')) lacks.push('@param');
    if (ARRAY.test(result) && !/@returns/.test(doc)) lacks.push('@returns');
    if (kind.startsWith('function') && THROWS.test(body) && !doc.includes('@throws')) lacks.push('@throws');
    if (lacks.length > 0) poor.push(`${relative(core, path)}: ${name} lacks ${lacks.join(', ')}`);
  }
}
if (poor.length > 0) {
  process.stderr.write(`Docstrings of core:\n  ${poor.join('\n  ')}\n`);
  process.exit(1);
}
