import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { extname } from 'node:path';
import { isNotOlder } from '../../io/products/provenance.ts';

/* What a figure was drawn of, noted in its file, so that an update knows whether it would be drawn alike. */

const KEYWORD = 'mintsar-recipe';

/**
 * A name for all that a figure follows from: the request, and texts with the numbers that are drawn.
 * How much is said about the work, and whether it may be skipped, changes nothing.
 */
export function recipeOf(request: object, texts: readonly string[]): string {
  const asked = JSON.stringify({ ...request, update: undefined, verbose: undefined });
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify([asked, ...texts]))
    .digest('hex');
}

/** The bytes of a figure with its recipe where readers of PNG, PDF and SVG pass it over. */
export function withRecipe(name: string, bytes: Uint8Array | undefined, recipe: string) {
  if (bytes === undefined) return undefined;
  const kind = extname(name).toLowerCase();
  if (kind === '.svg') return Buffer.concat([bytes, Buffer.from(`<!-- ${KEYWORD} ${recipe} -->\n`)]);
  if (kind === '.pdf') return Buffer.concat([bytes, Buffer.from(`\n% ${KEYWORD} ${recipe}\n`)]);
  const end = bytes.length - 12; // IEND, the last chunk
  return Buffer.concat([bytes.subarray(0, end), textChunk(`${KEYWORD}\0${recipe}`), bytes.subarray(end)]);
}

function textChunk(text: string): Buffer {
  const body = Buffer.from(`tEXt${text}`, 'latin1');
  const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
  head.writeUInt32BE(body.length - 4);
  tail.writeUInt32BE(process.getBuiltinModule('node:zlib').crc32(body));
  return Buffer.concat([head, body, tail]);
}

/** Whether a figure is there, of this recipe, not older than its inputs, and the texts beside it are as they would be. */
export function isDrawnBy(
  name: string,
  recipe: string,
  inputs: readonly string[],
  texts: readonly (readonly [name: string, text: string])[],
): boolean {
  return (
    isNotOlder(name, inputs) &&
    endOf(name).includes(recipe) &&
    texts.every(([path, text]) => existsSync(path) && readFileSync(path, 'utf8') === text)
  );
}

/** The last bytes of a file, where recipes are. */
function endOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, 256));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('latin1');
  } finally {
    closeSync(file);
  }
}
