#!/usr/bin/env bash
# HDF5: external storage knows no fill value, and its file is sought in the working directory.
#
# Expected: a dataset with its values in a file of their own (external storage) reads like any other: the fill value
#   where nothing was written, and a relative name counts from the HDF5 file, as it does for an external link there.
# What happens: what was never written reads as 0, in gaps of the external file and behind its end alike. The name is
#   taken from the reader's working directory: the same HDF5 file is readable or not, or gives the numbers of another
#   file of that name. The environment variable HDF5_EXTFILE_PREFIX='${ORIGIN}' makes HDF5 look beside the HDF5 file.
# Why it matters: rasters beside an HDF5 file are a way to reuse .unw or .rdr files without a copy. A velocity of 0
#   is a stable point, one of NaN a gap, and names such as velocity.rdr are the same in every project.
# Seen on 2026-11-30 with: python3-h5py 3.7.0-8, HDF5 1.10.8 (Debian 12).
set -euo pipefail

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# Unpacks Debian packages, with what they need and is not here, in the temporary folder: nothing is installed.
debian() {
  local needed
  needed=$(apt-get install -s --no-install-recommends --allow-downgrades "$@" | awk '/^Inst/ { print $2 }') &&
    (cd "$tmp" && apt-get -qq -o APT::Sandbox::User="$(id -un)" download "$@" $needed >&2 && for deb in *.deb; do dpkg -x "$deb" root; done) ||
    fail "cannot fetch $*: this needs the package lists of Debian 12 (apt-get update)"
  PYTHONPATH=$tmp/root/usr/lib/python3/dist-packages
  LD_LIBRARY_PATH=$(find "$tmp/root" -name '*.so*' -printf '%h\n' | sort -u | paste -sd:)
  export PYTHONPATH LD_LIBRARY_PATH
}

debian python3-h5py=3.7.0-8 python3-h5py-serial=3.7.0-8 libhdf5-103-1=1.10.8+repack1-1
mkdir -p "$tmp/north" "$tmp/south" && cd "$tmp"
/usr/bin/python3 - <<'PYTHON' || fail "the behaviour changed (or the example did not run): see above"
import os

import h5py
import numpy as np

print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version)


def write(folder, external, row):
    """A 3 x 4 velocity with fill value NaN, of which the middle row alone is written."""
    os.chdir(folder)
    with h5py.File("velocity.h5", "w") as f:
        velocity = f.create_dataset("velocity", (3, 4), "<f4", fillvalue=np.nan, external=external)
        velocity[1] = row
    with h5py.File("all.h5", "w") as f:
        f["velocity"] = h5py.ExternalLink("velocity.h5", "/velocity")
    os.chdir("..")


def read(file):
    try:
        return h5py.File(file)["velocity"][:].ravel().tolist()
    except OSError as error:
        return str(error)


def expect(what, seen, wanted):
    print(f"{what}: {seen}")
    assert np.array_equal(seen, wanted, equal_nan=not isinstance(wanted, str)), f"expected {wanted}"


gap, raw = [np.nan] * 4, [("velocity.rdr", 0, h5py.h5f.UNLIMITED)]
write("north", None, [1, 2, 3, 4])
expect("stored inside, unwritten rows are NaN", read("north/velocity.h5"), [*gap, 1, 2, 3, 4, *gap])
expect("through an external link from another folder", read("north/all.h5"), [*gap, 1, 2, 3, 4, *gap])

write("north", raw, [1, 2, 3, 4])
write("south", raw, [5, 6, 7, 8])
os.chdir("north")
expect("external storage, from its folder", read("velocity.h5"), [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0])
os.chdir("..")
expect("the same file, from one folder up", read("north/velocity.h5"), "Can't read data (unable to open external raw data file)")
os.chdir("south")
expect("north's file, read while in south", read("../north/velocity.h5"), [0, 0, 0, 0, 5, 6, 7, 8, 0, 0, 0, 0])
PYTHON
cd south
seen=$(HDF5_EXTFILE_PREFIX='${ORIGIN}' /usr/bin/python3 -c 'import h5py; print(h5py.File("../north/velocity.h5")["velocity"][1])')
[ "$seen" = "[1. 2. 3. 4.]" ] || fail "HDF5_EXTFILE_PREFIX does not help any more: $seen"
echo "still so: zeros for what was never written, and the name sought where the reader stands"
