import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A Python with h5py, the independent judge of our files; undefined where there is none. */
export const python: string | undefined = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import h5py']).status === 0,
);

if (python === undefined) {
  if (process.env['CI'] === 'true')
    throw new Error('python3-h5py is missing: the judge of the files must be there.');
  process.stderr.write('SKIPPING the checks by h5py: install python3-h5py to run them.\n');
}

/** Whether tests that need the judge can run: `test.runIf(hasH5py)`. */
export const hasH5py = python !== undefined;

/** Run a Python script that has `sys.argv[1:]`. @returns what it prints */
export function runPython(script: string, ...args: string[]): string {
  return execFileSync(python!, ['-c', script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** Run a script of this folder. @returns what it prints */
export function runPythonFile(name: string, ...args: string[]): string {
  const script = fileURLToPath(new URL(name, import.meta.url));
  return execFileSync(python!, [script, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

export interface SeenFile {
  readonly attrs: Record<string, string>;
  /** dtype, shape and flat values of each dataset */
  readonly data: Record<string, [dtype: string, shape: number[], values: unknown[]]>;
}

/** What h5py reads in a (small) file. */
export function seenByH5py(path: string): SeenFile {
  const script = `
import h5py, json, sys
out = {"attrs": {}, "data": {}}
with h5py.File(sys.argv[1], "r") as f:
    out["attrs"] = {k: str(v) for k, v in f.attrs.items()}
    def visit(name, o):
        if isinstance(o, h5py.Dataset):
            v = o[()]
            out["data"][name] = [str(o.dtype), list(o.shape), [x.decode() if isinstance(x, bytes) else x.item() for x in v.ravel()]]
    f.visititems(visit)
print(json.dumps(out))`;
  return JSON.parse(runPython(script, path));
}
