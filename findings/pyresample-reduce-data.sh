#!/usr/bin/env bash
# pyresample: reduce_data, on by default, throws away source points that are the nearest ones at high latitudes.
#
# Expected: reduce_data limits the search to the source points near the target, for speed; the result is the same.
#   A margin of `radius_of_influence` metres is radius / (R cos(latitude)) in longitude.
# What happens: the margin in longitude is radius / (R sin(latitude)). Beyond 45 degrees it is narrower than the radius
#   (at 78 degrees 0.21 of it), so that pixels at the eastern and western edges of the map take a farther point or
#   stay empty. Below 45 degrees it is too wide, and grows without bound towards the equator: right, but slower.
# Why it matters: Svalbard, Greenland, Arctic Canada and Antarctica are InSAR country. Pieces of a map
#   geocoded side by side get a seam, which no piece shows by itself, and a program that searches all points differs
#   there and is right.
# Seen on 2026-11-30 with: python3-pyresample 1.26.0-5+b1 (Debian 12).
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

debian python3-pyresample=1.26.0-5+b1

/usr/bin/python3 - <<'PYTHON' || fail "the behaviour changed (or the example did not run): see above"
import numpy as np
import pyresample
from pyresample import geometry, kd_tree

print("pyresample", pyresample.__version__)
EARTH, RADIUS, STEP, SIZE = 6370997, 80, 40, 60  # metres, metres, metres, pixels
METRES = EARTH * np.pi / 180


def compare(latitude):
    """Pixels of a map of 60 x 60 pixels of 40 m that reduce_data leaves empty, or gives a farther point."""
    east = METRES * np.cos(np.radians(latitude))  # metres per degree of longitude
    line = (np.arange(80) - 39.5) * 100  # a swath of 8 x 8 km around the map, pixels of 100 m, turned by 12 degrees
    turned = (line[None, :] - 1j * line[:, None]) * np.exp(1j * np.radians(12))
    source = geometry.SwathDefinition(15 + turned.real / east, latitude + turned.imag / METRES)
    half = SIZE * STEP / 2
    extent = (15 - half / east, latitude - half / METRES, 15 + half / east, latitude + half / METRES)
    target = geometry.AreaDefinition("map", "", "", {"proj": "longlat", "R": EARTH}, SIZE, SIZE, extent)
    full, reduced = (
        kd_tree.get_neighbour_info(source, target, RADIUS, neighbours=1, reduce_data=reduce)[3].reshape(SIZE, SIZE)
        for reduce in (False, True)
    )
    assert np.isfinite(full).all(), "every pixel lies inside the swath"
    empty, farther = np.isinf(reduced), np.isfinite(reduced) & (reduced > full + 0.01)
    wrong = empty | farther
    columns = sorted(set(np.nonzero(wrong)[1].tolist()))
    gain = (reduced - full)[farther].max() if farther.any() else 0
    print(f"latitude {latitude}: {empty.sum()} empty, {farther.sum()} farther by up to {gain:.1f} m, in columns {columns}")
    if empty.any():
        print(f"  a pixel left empty has a point {full[empty].min():.1f} m away; the radius is {RADIUS} m")
    return empty.sum(), farther.sum(), columns


assert compare(30) == (0, 0, []), "below 45 degrees nothing is lost"
seen_empty = 0
for latitude in (70, 78, 85, -78):
    empty, farther, columns = compare(latitude)
    seen_empty += empty
    assert empty + farther > 0 and min(columns) < 5 and max(columns) > SIZE - 6, "the edges differ"
    assert all(column < 5 or column > SIZE - 6 for column in columns), "the inner map is right"
assert seen_empty > 0, "empty pixels"
PYTHON
echo "still so: with reduce_data the eastern and western edges lose their nearest points at high latitudes"
