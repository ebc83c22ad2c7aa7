import type { EventEmitter } from 'node:events';
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
export function runNotebook(path: string): Promise<RunCell[]> {
  return runCells(codeOf(path));
}

/** The same of cells as they are given. */
export async function runCells(cells: readonly string[]): Promise<RunCell[]> {
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
    for (const code of cells) {
      done.push({ code, value: await runCell(server, code) });
    }
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
  const script = plain
    .replace(
      /import \{([^}]*)\} from "(node:\w+)";/g,
      'const {$1} = process.getBuiltinModule("$2"); undefined',
    )
    .replace(/import \{([^}]*)\} from "mintsar";/, 'const {$1} = mintsarLibrary; undefined');
  // What is thrown behind an await goes to the domain of the session, and to nobody else.
  const { _domain: domain } = server as unknown as { _domain: EventEmitter };
  let fail: (error: Error) => void = () => {};
  const value = new Promise((resolve, reject) => {
    fail = (error) => reject(new Error(`This cell fails:\n${code}`, { cause: error }));
    domain.on('error', fail);
    server.eval(script, server.context, 'cell', (error, result) => {
      if (error === null) resolve(result);
      else fail(error);
    });
  });
  return value.finally(() => domain.off('error', fail));
}
