import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pythonWith } from './judge.ts';

/** A Python with h5py, the independent judge of our files. */
const h5py = pythonWith('h5py', 'python3-h5py');

/** Whether tests that need the judge can run: `test.runIf(hasH5py)`. */
export const hasH5py = h5py.isThere;

/** Run a Python script that has `sys.argv[1:]`. @returns what it prints */
export const runPython = h5py.run;

/** Run a script of this folder. @returns what it prints */
export function runPythonFile(name: string, ...args: string[]): string {
  return h5py.run(readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8'), ...args);
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
