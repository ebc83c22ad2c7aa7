import { FileError } from '../../core/errors.ts';

/** An XML element: its name, attributes, own text and children in document order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

type Saxes = typeof import('saxes');

interface NodeProcess {
  getBuiltinModule?(name: 'node:module'): { createRequire(from: string): (name: string) => Saxes };
}

let saxes: Saxes | undefined;

/** Give the parser where modules cannot be loaded by name, as in a page: `useXmlParser(await import('saxes'))`. */
export function useXmlParser(module: Saxes): void {
  saxes = module;
}

/** The parser, loaded with the first sheet: most commands read none. */
function xmlParser(): Saxes['SaxesParser'] {
  const { process } = globalThis as { process?: NodeProcess };
  saxes ??= process?.getBuiltinModule?.('node:module').createRequire(import.meta.url)('saxes');
  if (saxes === undefined) throw new Error('useXmlParser has not been called');
  return saxes.SaxesParser;
}

/** Metadata sheets are small; anything larger is not one (the largest seen, a 900-band VRT, has 1 MB). */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/**
 * Parse an XML sheet. Entities of a DOCTYPE are never expanded; only the five predefined ones are decoded.
 * @param label what to call the text in messages, usually its path
 * @returns the root element
 * @throws {FileError} when the text is too large or not well-formed XML
 */
export function parseXml(text: string, label: string): XmlElement {
  if (text.length > MAX_CHARACTERS) {
    throw new FileError(
      `${label}: ${text.length} characters are too many for a metadata sheet (limit ${MAX_CHARACTERS}).`,
      'Check that this is the XML sheet and not a data file.',
    );
  }
  if (text.trim() === '')
    throw new FileError(`${label} is empty.`, 'Copy it again from the processor output.');
  const root = parseLike(text, label);
  if (root === undefined) throw new FileError(`${label}: no XML element.`, 'The file may be empty.');
  return root;
}

/** What stands between two tags, as far as it is plain text: no entity, nothing that a parser changes or refuses. */
const PLAIN_TEXT = />([\t\n\x20-\x25\x27-\x3b\x3d\x3f-\x7e\u00a0-\ud7ff]*)</g;
/** Begins what stands for a plain text, its number; sheets have no such character. */
const MARK = '\ue000';
/** Longer sheets are no crowd. */
const MOST_ALIKE = 1 << 15;
const MOST_FORMS = 32;

/** A sheet whose texts are left open. */
interface Form {
  /** in document order: all but their texts, of which `marks` are the numbers; `parent` is the place of the element around one */
  readonly elements: readonly (Pick<XmlElement, 'name' | 'attributes'> & {
    readonly parent: number;
    readonly marks: readonly number[];
  })[];
  /** by number: texts that have no place in the tree, and must be blank */
  readonly isBlank: readonly boolean[];
}

/** What is known of sheets by all of them but their plain texts: that there was one, then their form, if they have one. */
const forms = new Map<string, 'met' | 'none' | Form>();

/**
 * The sheets of a stack differ in a few texts, and parsing one takes far longer than telling so: of those with the same tags the
 * first two are parsed, and the others get their texts into that tree.
 */
function parseLike(text: string, label: string): XmlElement | undefined {
  // In comments, instructions and sections what looks like text between tags may be something else.
  if (text.length > MOST_ALIKE || text.includes('<!') || text.includes('<?', 1) || text.includes(MARK))
    return parse(text, label);
  const texts: string[] = [];
  const tags = text.replace(PLAIN_TEXT, (_, plain: string) => {
    texts.push(plain.trim());
    return '><';
  });
  const known = forms.get(tags);
  const form = known === 'met' ? formOf(text, texts, label) : known;
  if (form !== undefined) forms.set(tags, form);
  if (typeof form === 'object' && texts.every((plain, k) => plain === '' || !form.isBlank[k]))
    return filled(form, texts);
  const root = parse(text, label);
  if (known === undefined) {
    if (forms.size >= MOST_FORMS) forms.clear();
    forms.set(tags, 'met');
  }
  return root;
}

/** @returns `none` for a sheet with other texts than plain ones */
function formOf(text: string, texts: readonly string[], label: string): Form | 'none' {
  const isBlank = texts.map((plain) => plain === '');
  let next = 0;
  const marked = text.replace(PLAIN_TEXT, (whole) => {
    const k = next++;
    return isBlank[k] ? whole : `>${MARK}${k}${whole.replace(/[^\n]/g, '')}<`; // lines are counted as they were
  });
  const elements: Form['elements'][number][] = [];
  const visit = ({ name, attributes, text: inside, children }: XmlElement, parent: number): boolean => {
    const [before, ...marks] = inside.split(MARK);
    if (before !== '' || !marks.every((mark) => /^\d+$/.test(mark))) return false;
    const place = elements.push({ name, attributes, parent, marks: marks.map(Number) }) - 1;
    return children.every((element) => visit(element, place));
  };
  const root = parse(marked, label);
  return root !== undefined && visit(root, -1) ? { elements, isBlank } : 'none';
}

function filled({ elements }: Form, texts: readonly string[]): XmlElement {
  const made: OpenElement[] = [];
  for (const { name, attributes, parent, marks } of elements) {
    let text = '';
    for (const k of marks) text += texts[k];
    made.push({ name, attributes, text, children: [] });
    if (parent >= 0) made[parent].children.push(made[made.length - 1]);
  }
  return made[0];
}

/** An element whose end tag has not come yet. */
interface OpenElement extends XmlElement {
  text: string;
  readonly children: OpenElement[];
}

function parse(text: string, label: string): XmlElement | undefined {
  const parser = new (xmlParser())();
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  parser.on('opentag', ({ name, attributes }) => {
    const element: OpenElement = { name, attributes: { ...attributes }, text: '', children: [] };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const addText = (part: string) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += part.trim();
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('error', (error) => {
    // An entity that the document itself defines stays as it is written.
    if (!error.message.includes('undefined entity')) throw notWellFormed(label, error);
  });
  parser.write(text).close();
  return root;
}

/** The parser tells "line:column: reason." */
function notWellFormed(label: string, cause: Error): FileError {
  const [, line, reason] = /^(\d+):\d+: (.*?)\.?$/s.exec(cause.message) ?? [undefined, '?', cause.message];
  return new FileError(
    `${label} is not well-formed XML (${reason}, line ${line}).`,
    'The file may be truncated; copy it again from the processor output.',
    { cause },
  );
}

/** First child of that name. */
export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((c) => c.name === name);
}

/** All children of that name. */
export function childrenNamed(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return parent?.children.filter((c) => c.name === name) ?? [];
}
