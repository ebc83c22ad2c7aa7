#!/usr/bin/env bash
# netcdfjs: record variables of short values carry their padding as data, and signed bytes come back unsigned.
#
# Expected: a classic netCDF file pads each record of a variable to a multiple of four bytes when there are several
#   record variables. The padding belongs to the file, not to the data: int16 values of 3 pixels are 3 numbers for
#   each date. The type `byte` is signed.
# What happens: getDataVariable gives 4 numbers, the last one from the padding (here -32767, the fill value, so that it
#   looks like a gap), and even a variable of one int16 for each date becomes pairs. A byte of -1 comes as 255.
# Why it matters: corrections and displacement packed as int16 along an unlimited `time` are common in netCDF-3. With an
#   odd number of columns every image after the first is shifted against its grid if one takes the values in a row.
#   A reader cuts each record to the product of its dimensions, and turns bytes into signed ones.
# Seen on 2026-11-30 with: netcdfjs 4.0.0 (Node 20.20), python3-netcdf4 1.6.2-1+b1 (Debian 12).
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

debian python3-netcdf4=1.6.2-1+b1
cd "$tmp"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund netcdfjs@4.0.0 || fail "cannot install netcdfjs 4.0.0 from npm"

/usr/bin/python3 - <<'PYTHON'
import netCDF4

with netCDF4.Dataset("los.nc", "w", format="NETCDF3_CLASSIC") as f:
    f.createDimension("time", None)
    f.createDimension("x", 3)
    for name, kind, shape in (("time", "f8", ("time",)), ("los", "i2", ("time", "x")), ("flag", "i1", ("time", "x")), ("pairs", "i2", ("time",))):
        f.createVariable(name, kind, shape)
    f["time"][:] = [0, 12]
    f["los"][:] = [[1, 2, 3], [4, 5, 6]]
    f["flag"][:] = [[-1, 0, 1], [-2, 2, 3]]
    f["pairs"][:] = [5, 6]
with netCDF4.Dataset("los.nc") as f:
    print("netCDF4", netCDF4.__version__, {name: f[name][:].tolist() for name in f.variables})
PYTHON

cat > example.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { NetCDFReader } from 'netcdfjs';

const reader = new NetCDFReader(readFileSync('los.nc'));
const see = (name, wanted) => {
  const seen = reader.getDataVariable(name);
  console.log(`netcdfjs ${name}: ${JSON.stringify(seen)}`);
  assert.deepEqual(seen, wanted);
};

const { dimensions } = reader.variables.find(({ name }) => name === 'los');
assert.equal(reader.dimensions[dimensions[1]].size, 3, 'the length of x');
see('time', [0, 12]);
see('los', [[1, 2, 3, -32767], [4, 5, 6, -32767]]);
see('flag', [[255, 0, 1, 129], [254, 2, 3, 129]]);
see('pairs', [[5, -32767], [6, -32767]]);
JS
node example.mjs || fail "the behaviour changed (or the example did not run): see above"
echo "still so: padding is handed over as data, and bytes are unsigned"
