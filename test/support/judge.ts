import { execFileSync, spawnSync } from 'node:child_process';

/** A program that judges our files, there or not. */
export interface Judge {
  /** whether tests that need it can run: `test.runIf(judge.isThere)` */
  readonly isThere: boolean;
}

/** A Python with one of the libraries that users read files with. */
export interface PythonJudge extends Judge {
  /** Run a script that has `sys.argv[1:]`. @returns what it prints */
  run(script: string, ...args: string[]): string;
}

/**
 * A Python that can import a library.
 * @param library as in `import`
 * @param debianPackage what to install to get it
 * @throws where it is missing and must not be (CI=true); elsewhere its tests are named and left out
 */
export function pythonWith(library: string, debianPackage: string): PythonJudge {
  const python = ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', FINDS, ...library.split(', ')]).status === 0,
  );
  assertThere(python !== undefined, library, debianPackage);
  return {
    isThere: python !== undefined,
    run: (script, ...args) =>
      execFileSync(python!, ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }),
  };
}

/** Whether modules are there: to import them takes a second. */
const FINDS = `
import sys, importlib.util
sys.exit(not all(importlib.util.find_spec(name.split('.')[0]) for name in sys.argv[1:]))`;

/** A command that judges our files, such as `gmt`; it counts as there when `command ...probe` succeeds. */
export interface CommandJudge extends Judge {
  /** @returns what it prints */
  run(...args: string[]): string;
}

/** @throws like `pythonWith` */
export function commandJudge(command: string, probe: readonly string[], debianPackage: string): CommandJudge {
  const isThere = spawnSync(command, [...probe]).status === 0;
  assertThere(isThere, command, debianPackage);
  return {
    isThere,
    run: (...args) => execFileSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28 }),
  };
}

function assertThere(isThere: boolean, what: string, debianPackage: string): void {
  if (isThere) return;
  if (process.env['CI'] === 'true') {
    throw new Error(`${debianPackage} is missing: the judge of the files must be there.`);
  }
  process.stderr.write(`SKIPPING the checks by ${what}: install ${debianPackage} to run them.\n`);
}
