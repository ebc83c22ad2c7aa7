#!/usr/bin/env bash
# GDAL: a raster of booleans that h5py wrote is not listed, and an HDF5 file of one mask looks empty.
#
# Expected: h5py stores booleans as one byte each, an enum of FALSE = 0 and TRUE = 1. GDAL's HDF5 driver lists every
#   raster of a file, and reads an enum as the integer it is made of.
# What happens: the dataset is left out. A file of one mask opens without an error as a container of no raster, exit
#   code 0 (and a made-up size of 512 x 512); a file of a mask and one other raster opens as that other raster. Asked
#   for by name the mask opens with a band of type Unknown, whose values cannot be read ("Invalid data type").
# Why it matters: masks of InSAR time series (temporal coherence, water, connected components) are such booleans.
#   QGIS and all that reads through GDAL cannot show them, and may show another layer of the same file instead.
#   The same mask as uint8 is read: that is what to export.
# Seen on 2026-11-30 with: gdal-bin 3.6.2+dfsg-1+b2, python3-h5py 3.7.0-8 (Debian 12).
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

debian gdal-bin=3.6.2+dfsg-1+b2 libgdal32=3.6.2+dfsg-1+b2 python3-h5py=3.7.0-8 python3-h5py-serial=3.7.0-8

cd "$tmp"
/usr/bin/python3 - <<'PYTHON'
import h5py
import numpy as np

mask = np.array([[True, False, True], [False, True, True]])
with h5py.File("mask.h5", "w") as f:
    f["mask"] = mask
    print("h5py", h5py.__version__, "reads", f["mask"][:].tolist())
with h5py.File("maskAndCoherence.h5", "w") as f:
    f["mask"] = mask
    f["temporalCoherence"] = np.float32([[0.9, 0.2, 0.8], [0.1, 0.7, 0.9]])
with h5py.File("integers.h5", "w") as f:
    f["mask"] = mask.astype("uint8")
PYTHON

gdal() { "$tmp/root/usr/bin/$1" "${@:2}" 2>&1; }
has() { grep -qF "$2" <<< "$1" || { echo "$1"; fail "the behaviour changed: expected \"$2\""; }; }
hasnt() { if grep -qE "$2" <<< "$1"; then echo "$1"; fail "the behaviour changed: did not expect \"$2\""; fi; }
values() { gdal gdal_translate -q -of XYZ "$1" /vsistdout/ | awk '{ print $3 }' | paste -sd' '; }

gdal gdalinfo --version
alone=$(gdal gdalinfo mask.h5) || fail "the behaviour changed: gdalinfo refuses the file"
echo "mask alone: $(grep -cE '^Band|SUBDATASET' <<< "$alone") rasters, $(grep '^Size' <<< "$alone")"
has "$alone" "Size is 512, 512"
hasnt "$alone" '^Band|SUBDATASET|ERROR'

both=$(gdal gdalinfo maskAndCoherence.h5)
echo "mask and coherence: $(grep '^Band' <<< "$both")"
has "$both" "Type=Float32"
hasnt "$both" 'SUBDATASET|ERROR'

named=$(gdal gdalinfo -stats HDF5:mask.h5://mask) || true
echo "mask by name: $(grep -m1 '^Band' <<< "$named"); $(grep -m1 ERROR <<< "$named")"
has "$named" "Type=Unknown"
has "$named" "Invalid data type"

echo "as uint8: $(values integers.h5)"
[ "$(values integers.h5)" = "1 0 1 0 1 1" ] || fail "GDAL does not read the mask of integers"
echo "still so: masks of booleans are invisible to GDAL"
