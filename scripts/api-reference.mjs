// The API reference, made from the docstrings of the declarations in dist/: docs/api/index.md of `mintsar`, core.md of
// `mintsar/core`. The groups are those of the two index files. Exits 1 and names what is exported without a docstring.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lacking = [];

/** What a declaration file declares: docstring and text by name. */
const declarations = new Map();
function declared(path) {
  const known = declarations.get(path);
  if (known !== undefined) return known;
  const found = new Map();
  declarations.set(path, found);
  let [doc, text] = ['', ''];
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    text += `${line}\n`;
    if (/^ ?\*\/\s*$|^\/\*\*.*\*\/\s*$/.test(line) && /^\s*\/\*\*/.test(text)) {
      [doc, text] = [text, ''];
    } else if (/^\S.*[;}]\s*$|^[;}]/.test(line)) {
      const [, name] =
        /^(?:export )?(?:declare )?(?:abstract )?(?:function|class|interface|type|const|let) (\w+)/.exec(
          text,
        ) ?? [];
      if (name !== undefined) {
        const earlier = found.get(name);
        found.set(name, { doc: earlier?.doc || doc, text: `${earlier?.text ?? ''}${text}` });
      }
      [doc, text] = ['', ''];
    }
  }
  return found;
}

/** Every name that an index exports, in its order: its group, name, and where it is declared. */
function exported(index) {
  const entries = [];
  let group = '';
  const text = readFileSync(index, 'utf8');
  const pattern = /^\/\/ (.*)$|^export (?:type )?(\*(?: as (\w+))?|\{[^}]*\}) from '([^']+)';/gm;
  for (const [, comment, clause, namespace, from] of text.matchAll(pattern)) {
    if (comment !== undefined) {
      group = comment;
      continue;
    }
    const path = join(dirname(index), from)
      .replace(/\/src\//, '/dist/')
      .replace(/\.ts$/, '.d.ts');
    const names = clause.startsWith('*')
      ? namesIn(path)
      : clause
          .slice(1, -1)
          .split(',')
          .map((word) => word.trim().replace(/^type /, ''))
          .filter((word) => word !== '')
          .map((word) => word.split(' as '));
    for (const [own, name = own] of names)
      entries.push({ group, name: namespace ? `${namespace}.${name}` : name, own, path });
  }
  return entries;
}

function namesIn(path) {
  const own = [...declared(path)]
    .filter(([, { text }]) => text.startsWith('export '))
    .map(([name]) => [name]);
  const passed = [...readFileSync(path, 'utf8').matchAll(/^export \{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, list]) =>
      list
        .split(',')
        .map((word) => word.trim().replace(/^type /, ''))
        .filter((word) => word !== ''),
  );
  return [...own, ...passed.map((name) => [name])];
}

/** The declaration of a name, through files that pass it on. */
function find(path, name) {
  const here = declared(path).get(name);
  if (here !== undefined) return here;
  for (const [, clause, from] of readFileSync(path, 'utf8').matchAll(
    /^export (?:type )?(\*|\{[^}]*\}) from '([^']+)';/gm,
  )) {
    const word =
      clause === '*'
        ? name
        : clause
            .slice(1, -1)
            .split(',')
            .map((one) =>
              one
                .trim()
                .replace(/^type /, '')
                .split(' as '),
            )
            .find(([own, as = own]) => as === name)?.[0];
    if (word === undefined) continue;
    const found = find(join(dirname(path), from.replace(/\.ts$/, '.d.ts')), word);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entryText({ name, own, path }) {
  const found = find(path, own);
  // What an interface holds says what it is; a function or class has to be told.
  if (
    found === undefined ||
    (found.doc === '' && /^(?:export )?declare (?:abstract )?(?:function|class) /.test(found.text))
  )
    lacking.push(`${name} (${path.slice(root.length)})`);
  if (found === undefined) return `### ${name}`;
  return [`### ${name}`, prose(found.doc), '```ts', signature(found.text), '```']
    .join('\n\n')
    .replace(/```ts\n\n/, '```ts\n')
    .replace(/\n\n```$/, '\n```');
}

/** A declaration without what is private or has been said in prose. */
function signature(text) {
  return text
    .replace(/^export (?:declare )?/gm, '')
    .replace(/^ {4}(?:private|#)[^\n]*\n/gm, '')
    .trimEnd();
}

/** A docstring as Markdown that VitePress takes as text. */
function prose(doc) {
  const lines = doc
    .replace(/^\s*\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''));
  const text = lines.join('\n').trim();
  const [body, ...tags] = text.split(/(?:^|\s)@(?=(?:param|returns|throws)\b)/);
  const list = tags.map((tag) => {
    const [kind] = tag.split(/\s/, 1);
    const rest = tag.slice(kind.length).replace(/\s+/g, ' ').trim();
    if (kind === 'param')
      return `- \`${rest.split(' ', 1)[0]}\`: ${safe(rest.slice(rest.split(' ', 1)[0].length).trim())}`;
    const [, error, why] = /^\{(\w+)\}\s*(.*)$/s.exec(rest) ?? [undefined, undefined, rest];
    return kind === 'returns'
      ? `- gives ${safe(rest)}`
      : `- throws ${error === undefined ? '' : `\`${error}\` `}${safe(why)}`;
  });
  return [safe(body.trim()), list.join('\n')].filter((part) => part !== '').join('\n\n');
}

function safe(text) {
  return text
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .split('\n')
    .map((line) =>
      /^ {4}/.test(line)
        ? line
        : line.replace(/(`[^`]*`)|[<{]/g, (all, code) => code ?? (all === '<' ? '&lt;' : '&#123;')),
    )
    .join('\n');
}

function page(title, lead, index) {
  const entries = exported(index);
  const groups = [...new Set(entries.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const own = entries.filter((entry) => entry.group === group);
    return [`## ${group}`, ...own.map(entryText)].join('\n\n');
  });
  return `---\neditLink: false\n---\n\n# ${title}\n\n${lead}\n\n${parts.join('\n\n')}\n`;
}

const pages = {
  'index.md': page(
    'The library',
    "`import { read, view } from 'mintsar'` in Node 20 or newer, and in Deno as `npm:mintsar`. Numerics without files, for browsers too, are in [mintsar/core](core.md).",
    join(root, 'src/index.ts'),
  ),
  'core.md': page(
    'Numerics for any machine',
    "`import { prepareInversion } from 'mintsar/core'`: typed arrays in, typed arrays out; no files, no Node, no DOM.",
    join(root, 'src/core/index.ts'),
  ),
};
mkdirSync(join(root, 'docs/api'), { recursive: true });
for (const [name, text] of Object.entries(pages)) writeFileSync(join(root, 'docs/api', name), text);
if (lacking.length > 0) {
  process.stderr.write(`Exported without a docstring:\n  ${lacking.join('\n  ')}\n`);
  process.exitCode = 1;
}
