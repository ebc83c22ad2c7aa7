import { join } from 'node:path';
import { withH5 } from '../src/io/hdf5/file.ts';
import { hasH5py, runPython } from '../test/support/h5py.ts';
import type { Family } from './family.ts';
import { mutateBytes } from './mutation.ts';

const FILES = ['old.h5', 'latest.h5'];

/** A dataset of every layout and a group of every kind, small enough that most damage hits structure. */
const MAKE = `
import h5py, numpy as np, sys
a = np.arange(400, dtype="f4").reshape(20, 20)
for name, options in [("old.h5", {}), ("latest.h5", dict(libver="latest"))]:
    with h5py.File(f"{sys.argv[1]}/{name}", "w", **options) as f:
        f["plain"] = a
        f.create_dataset("gzip", data=a, chunks=(3, 7), compression="gzip", shuffle=True, fletcher32=True)
        f.create_dataset("lzf", data=a, chunks=(10, 20), compression="lzf")
        f.create_dataset("grows", data=a, chunks=(3, 3), maxshape=(None, 20))
        f.create_dataset("both", data=a.astype("i2"), chunks=(3, 3), maxshape=(None, None))
        f.create_dataset("fixed", data=a, chunks=(3, 3))
        f.create_dataset("single", data=a, chunks=(20, 20), compression="gzip")
        f.create_dataset("filled", (20, 20), ">i4", chunks=(5, 5), fillvalue=7)
        f["g/h/text"] = np.array([b"20200101", b"20200113"])
        f["g/words"] = ["one", "two"]
        f["g/mask"] = a > 3
        f["g/complex"] = a.astype("c8")
        f["g/half"] = a.astype("f2")
        f["g/soft"] = h5py.SoftLink("/plain")
        f["g/again"] = f["g/h"]
        for k in range(30):
            f[f"many/d{k}"] = np.arange(k)
        for k in range(20):
            f.attrs[f"KEY{k}"] = f"value {k}"
            f["plain"].attrs[f"K{k}"] = k
`;

/** HDF5 as others write it, old and new. */
export const hdf5: Family = {
  name: 'hdf5',
  async prepare(folder) {
    if (!hasH5py) return undefined;
    runPython(MAKE, folder);
    return FILES.map((file) => ({ file, mutate: mutateBytes }));
  },
  async attempt(folder) {
    const parts: string[] = [];
    for (const name of FILES) {
      await withH5(join(folder, name), (file) => {
        parts.push(JSON.stringify([file.attributes, [...file.others]]));
        for (const [dataset, info] of file.datasets) {
          const values = file.read(dataset);
          parts.push(JSON.stringify(info), Array.from(values as ArrayLike<unknown>, String).join());
        }
      });
    }
    return parts.join('\n');
  },
};
