import { XMLParser } from 'fast-xml-parser';
import { FileError } from '../../core/errors.ts';

/** An XML element: its name, attributes, own text and children in document order. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** Metadata sheets are small; anything larger is not one (the largest seen, a 900-band VRT, has 1 MB). */
const MAX_CHARACTERS = 64 * 1024 * 1024;

const PREDEFINED: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

type Node = Record<string, unknown>;

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
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    trimValues: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
  });
  let nodes: Node[];
  try {
    nodes = parser.parse(text, true) as Node[];
  } catch (cause) {
    throw new FileError(
      `${label} is not well-formed XML${reasonOf(cause)}.`,
      'The file may be truncated; copy it again from the processor output.',
      { cause },
    );
  }
  const root = nodes.map(element).find((e) => e !== undefined);
  if (root === undefined) throw new FileError(`${label}: no XML element.`, 'The file may be empty.');
  return root;
}

/** What the parser says, such as "Unclosed tag 'x'.:4:undefined", in words. */
function reasonOf(cause: unknown): string {
  const parts = /^(.*?)\.?(?::(\d+|undefined))?(?::(?:\d+|undefined))?$/s.exec((cause as Error).message);
  const [, text = '', line = ''] = parts ?? [];
  return text === '' ? '' : ` (${text}${/^\d+$/.test(line) ? `, line ${line}` : ''})`;
}

function element(node: Node): XmlElement | undefined {
  const name = Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#'));
  if (name === undefined) return undefined;
  const inner = node[name] as Node[];
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries((node[':@'] as Node | undefined) ?? {})) {
    attributes[key] = decode(String(value));
  }
  const text = inner
    .filter((child) => '#text' in child)
    .map((child) => String(child['#text']))
    .join('');
  const children = inner.map(element).filter((child) => child !== undefined);
  return { name, attributes, text: decode(text), children };
}

function decode(text: string): string {
  return text.includes('&') ? text.replace(/&(?:lt|gt|quot|apos|amp);/g, (e) => PREDEFINED[e]) : text;
}

/** First child of that name. */
export function child(parent: XmlElement | undefined, name: string): XmlElement | undefined {
  return parent?.children.find((c) => c.name === name);
}

/** All children of that name. */
export function childrenNamed(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return parent?.children.filter((c) => c.name === name) ?? [];
}
