#!/usr/bin/env bash
# Octave: load gives 0 + 0i for every complex number that h5py wrote, without a warning.
#
# Expected: HDF5 (before 2.0) has no complex numbers; h5py writes pairs named `r` and `i`, Octave pairs named `real` and
#   `imag`. A program that meets other names warns and leaves the variable out, as Octave does with h5py's booleans.
# What happens: h5py's pairs become an array of the right shape that holds 0 + 0i everywhere, and nothing is said. The
#   same values under the names `real` and `imag` are read right, in single precision too.
# Why it matters: wrapped interferograms and SLC images in HDF5 are complex64 of h5py, and Octave is what many check
#   them with: amplitude 0 and phase 0 everywhere look like a failed processing, the file is right. Files for Octave
#   take the names `real` and `imag`, or two datasets.
# Seen on 2026-11-30 with: octave 7.3.0-2, python3-h5py 3.7.0-8, HDF5 1.10.8 (Debian 12).
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

debian octave=7.3.0-2 octave-common=7.3.0-2 python3-h5py=3.7.0-8 python3-h5py-serial=3.7.0-8

cd "$tmp"
/usr/bin/python3 - <<'PYTHON'
import h5py
import numpy as np

phasor = np.array([1 + 2j, 3 - 4j], "complex64")
named = phasor.view([("real", "f4"), ("imag", "f4")])
with h5py.File("ifgram.h5", "w") as f:
    f["complex64"] = phasor
    f["complex128"] = phasor.astype("complex128")
    f["named"] = named
    f["amplitude"] = np.abs(phasor)
    f["mask"] = np.array([True, False])
    print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version, "wrote", f["complex64"][:].tolist())
PYTHON

cat > look.m <<'OCTAVE'
printf("Octave %s\n", version());
s = load("ifgram.h5");
for name = {"complex64", "complex128", "named", "amplitude", "mask"}
  if isfield(s, name{1})
    printf("%s: %s\n", name{1}, mat2str(s.(name{1}), 4));
  else
    printf("%s: left out\n", name{1});
  end
end
OCTAVE
OCTAVE_HOME=$tmp/root/usr OCTAVE_EXEC_HOME=$tmp/root/usr \
  "$tmp/root/usr/bin/octave-cli" --norc --no-history look.m > seen 2> warnings || { cat warnings >&2; fail "Octave does not run"; }
cat seen warnings

for line in 'complex64: [0+0i 0+0i]' 'complex128: [0+0i 0+0i]' 'named: [1+2i 3-4i]' 'amplitude: [2.236 5]' 'mask: left out'; do
  grep -qxF "$line" seen || fail "the behaviour changed: expected the line \"$line\""
done
grep -q "can't read 'mask'" warnings || fail "the behaviour changed: no warning about the booleans"
if grep -q complex warnings; then fail "the behaviour changed: there is a warning about complex numbers"; fi
echo "still so: complex numbers of h5py are zeros in Octave, silently"
