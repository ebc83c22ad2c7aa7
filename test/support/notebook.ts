import { readFileSync } from 'node:fs';
import { type REPLServer, start } from 'node:repl';
import { PassThrough } from 'node:stream';
import { transform } from 'esbuild';
import * as library from '../../src/index.ts';

interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly source: readonly string[];
}

/** A cell that has run: its text, and its last value. */
export interface RunCell {
  readonly code: string;
  readonly value: unknown;
}

/** The code of a notebook, cell by cell. */
export function codeOf(path: string): string[] {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as { cells: readonly Cell[] };
  return cells.flatMap(({ cell_type, source }) => (cell_type === 'code' ? [source.join('')] : []));
}

/**
 * Run the cells of a notebook one after the other, as a kernel does: types are taken out, names stay from cell to cell, the
 * last value of a cell is what would be shown. `mintsar` is these sources.
 */
export async function runNotebook(path: string): Promise<RunCell[]> {
  const server = start({
    input: new PassThrough(),
    output: new PassThrough(),
    terminal: false,
    useGlobal: false,
  });
  // Names are this notebook's own; arrays are those that the library knows.
  Object.assign(server.context, {
    Uint8Array,
    Int16Array,
    Float32Array,
    Float64Array,
    mintsarLibrary: library,
  });
  const done: RunCell[] = [];
  try {
    for (const code of codeOf(path)) done.push({ code, value: await runCell(server, code) });
  } finally {
    server.close();
  }
  return done;
}

async function runCell(server: REPLServer, code: string): Promise<unknown> {
  const { code: plain } = await transform(code, {
    loader: 'ts',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  });
  const script = plain.replace(
    /import \{([^}]*)\} from "mintsar";/,
    'const {$1} = mintsarLibrary; undefined',
  );
  return new Promise((resolve, reject) => {
    server.eval(script, server.context, 'cell', (error, value) => {
      if (error === null) resolve(value);
      else reject(new Error(`This cell fails:\n${code}`, { cause: error }));
    });
  });
}
