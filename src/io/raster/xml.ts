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
  const root = parse(text, label);
  if (root === undefined) throw new FileError(`${label}: no XML element.`, 'The file may be empty.');
  return root;
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
