#!/usr/bin/env bash
# HDF5: the page bitmap of an extensible array has a byte for each data block, and is used as one run of bits.
#
# Expected: a secondary block (EASB) of the index of a dataset with one unlimited dimension has a page bitmap, which
#   tells what pages of its data blocks were ever written. It has room for whole bytes for each data block: 64 bytes
#   for 64 data blocks of two pages. One looks for the pages of data block b in byte b.
# What happens: page p of data block b is bit b * pages + p of the whole field, the highest bit of a byte first, so
#   that 64 blocks of two pages use the first 16 bytes and the other 48 stay 0.
# Why it matters: a page that is not marked holds no addresses and must not be read. A reader that takes a byte for
#   each block finds most pages unmarked and gives fill values for chunks that are there, without an error. It shows
#   from chunk 131,060 on only: time series that grow by date reach that with 200 dates of 700 tiles, tests do not.
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

cd "$tmp"
/usr/bin/python3 - <<'PYTHON' || fail "the behaviour changed (or the example did not run): see above"
import struct

import h5py

print("h5py", h5py.__version__, "HDF5", h5py.version.hdf5_version)

# Index block: 4 chunks. Then "super blocks" s = 0, 1, 2 ... of 16 * 2^s chunks each. Number 13 is the first one whose
# data blocks (64 of 2048 chunks) are longer than a page (1024 chunks).
BLOCKS, IN_BLOCK, IN_PAGE = 64, 2048, 1024
FIRST = 4 + 16 * (2**13 - 1)
WRITTEN = [(0, 0), (1, 1), (3, 0), (9, 1)]  # data block, page

with h5py.File("timeseries.h5", "w", libver="latest") as f:
    dates = f.create_dataset("timeseries", (FIRST + BLOCKS * IN_BLOCK,), "u1", maxshape=(None,), chunks=(1,))
    for block, page in WRITTEN:
        dates[FIRST + block * IN_BLOCK + page * IN_PAGE] = 1

with open("timeseries.h5", "rb") as f:
    data = f.read()
assert data.count(b"EASB") == 1, "one secondary block, as no other chunk was written"

# EASB: signature 4, version 1, client 1, address of the header 8, offset 4, bitmap, 64 addresses of 8, checksum 4.
at = data.index(b"EASB")
(offset,) = struct.unpack_from("<I", data, at + 14)
assert offset + 4 == FIRST, "the block that holds the first chunk written"
bitmap = data[at + 18 : at + 18 + BLOCKS]
addresses = struct.unpack_from(f"<{BLOCKS}Q", data, at + 18 + BLOCKS)
allocated = [block for block, address in enumerate(addresses) if address != 2**64 - 1]
assert all(data[addresses[block] :][:4] == b"EADB" for block in allocated), "the bitmap takes one byte for each block"
print("data blocks allocated:", allocated)
print("bitmap:", bitmap.rstrip(b"\0").hex(), f"and zeros, {len(bitmap)} bytes")


def marked(first_bit_of_block):
    bits = [(block, page, first_bit_of_block(block) + page) for block in range(BLOCKS) for page in range(2)]
    return [(block, page) for block, page, bit in bits if bitmap[bit // 8] & (0x80 >> bit % 8)]


run, aligned = marked(lambda block: 2 * block), marked(lambda block: 8 * block)
print("pages written (block, page):", WRITTEN)
print("read as one run of bits:    ", run)
print("read as a byte for a block: ", aligned)
assert allocated == [block for block, _ in WRITTEN] and run == WRITTEN and aligned != WRITTEN
PYTHON
echo "still so: the bits run on from one data block to the next"
