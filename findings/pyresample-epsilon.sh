#!/usr/bin/env bash
# pyresample: epsilon of nearest-neighbour resampling is no distance, and opens holes inside the radius.
#
# Expected: `epsilon` is documented as an allowed uncertainty in metres. With 0.5 a point found is at most 0.5 m farther
#   than the nearest one, and every place with a source point inside `radius_of_influence` gets a value.
# What happens: it is a factor, handed as it is to the kd-tree. With 0.5 the point found may be up to 1.5 times as far
#   as the nearest one (tens of metres on a grid of 100 m), and places whose nearest point lies between
#   radius / 1.5 and radius may stay empty, though the radius alone does not let them.
# Why it matters: MintPy's geocoding asks for 0.5. Two correct programs then differ in some
#   pixels (one takes the neighbour of another pixel) and in the outline of the map; an exact search is no error.
# Seen on 2026-11-30 with: python3-pyresample 1.26.0-5+b1, python3-pykdtree 1.3.6+ds-1+b2 (Debian 12).
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

debian python3-pyresample=1.26.0-5+b1 python3-pykdtree=1.3.6+ds-1+b2

/usr/bin/python3 - <<'PYTHON' || fail "the behaviour changed (or the example did not run): see above"
import numpy as np
import pyresample
from pyresample import geometry, kd_tree

print("pyresample", pyresample.__version__)
RADIUS, EPSILON, METRES = 150, 0.5, 6370997 * np.pi / 180  # metres per degree at the equator


def grid(size, step, degrees):
    """Longitudes and latitudes of a square grid around 10 E on the equator, turned by some degrees."""
    east = (np.arange(size) - (size - 1) / 2) * step
    turned = (east[None, :] - 1j * east[:, None]) * np.exp(1j * np.radians(degrees))
    return 10 + turned.real / METRES, turned.imag / METRES


def point(lon, lat):
    lon, lat = np.radians(lon), np.radians(lat)
    return 6370997 * np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], -1)


# A radar swath, 100 x 100 pixels of 100 m, turned by 12 degrees; the map around it has pixels of 50 m (radius: 3 steps).
swath, image = grid(100, 100, 12), grid(300, 50, 0)
source, target = geometry.SwathDefinition(*swath), geometry.SwathDefinition(*image)
number = np.arange(swath[0].size).reshape(swath[0].shape)


def distance(epsilon):
    """Metres from each pixel of the map to the swath pixel chosen for it; infinite where none was."""
    chosen = kd_tree.resample_nearest(source, number, target, RADIUS, epsilon=epsilon, fill_value=-1, reduce_data=False)
    away = np.linalg.norm(point(*image) - point(*swath).reshape(-1, 3)[chosen], axis=-1)
    return np.where(chosen < 0, np.inf, away)


exact, loose = distance(0), distance(EPSILON)
holes = np.isfinite(exact) & np.isinf(loose)
both = np.isfinite(exact) & np.isfinite(loose)
farther = both & (loose > exact + 0.01)
more, ratio = (loose[both] - exact[both]).max(), (loose[both] / np.maximum(exact[both], 1e-3)).max()
print(f"{np.isfinite(exact).sum()} pixels have a point within {RADIUS} m")
print(f"epsilon {EPSILON}: {holes.sum()} of them stay empty; their nearest points are {exact[holes].min():.1f} m and more away")
print(f"epsilon {EPSILON}: {farther.sum()} get a farther point, by up to {more:.1f} m or {ratio:.2f} times the distance")
assert holes.any() and exact[holes].max() < RADIUS and exact[holes].min() > RADIUS / (1 + EPSILON), "holes"
assert more > 10 and 1.2 < ratio <= 1 + EPSILON, "farther points"
assert "uncertainty in meters" in kd_tree.resample_nearest.__doc__, "the documentation"
PYTHON
echo "still so: epsilon is a factor, and pixels inside the radius stay empty"
