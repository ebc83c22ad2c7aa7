#!/usr/bin/env bash
# GDAL shows the number of a palette's entry, as grey, where a tile of a KML super-overlay is a PNG with a palette.
#
# Expected: a PNG with a palette is one raster of colours like any other: a pixel that names the entry 255,148,0 is orange.
#   GDAL's own PNG driver tells it so (a colour table), and Google Earth shows it.
# What happens: opened through the KMZ (driver KMLSUPEROVERLAY) the pixel is 190,190,190 when its entry has the number 190.
#   The same tile as RGBA is right. Nothing is said.
# Why it matters: maps of velocity have at most 256 colours, so that tiles with a palette are a quarter of the bytes; the
#   map is right in Google Earth, and grey in QGIS and in whatever else reads it through GDAL. Tiles of a pyramid are
#   better written in full colours.
# Seen on 2026-11-30 with: python3-gdal 3.6.2+dfsg-1+b2 (Debian 12).
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

debian python3-gdal=3.6.2+dfsg-1+b2
cd "$tmp"
/usr/bin/python3 - <<'PYTHON' || fail "the behaviour changed (or the example did not run): see above"
import zipfile
import numpy as np
from osgeo import gdal

gdal.UseExceptions()
SIDE, ENTRY, ORANGE = 256, 190, (255, 148, 0)
print("GDAL", gdal.__version__)


def png(name, bands, palette=None):
    memory = gdal.GetDriverByName("MEM").Create("", SIDE, SIDE, len(bands))
    for k, value in enumerate(bands):
        memory.GetRasterBand(k + 1).WriteArray(np.full((SIDE, SIDE), value, "u1"))
    if palette:
        table = gdal.ColorTable()
        for number, color in palette.items():
            table.SetColorEntry(number, color)
        memory.GetRasterBand(1).SetColorTable(table)
    gdal.GetDriverByName("PNG").CreateCopy(name, memory)


def box(tag):
    return f"<{tag}><north>37</north><south>36</south><east>26</east><west>25</west></{tag}>"


def super_overlay(name, picture):
    region = f"<Region>{box('LatLonAltBox')}<Lod><minLodPixels>128</minLodPixels><maxLodPixels>-1</maxLodPixels></Lod></Region>"
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    tail = "</Document></kml>"
    with zipfile.ZipFile(name, "w") as archive:
        archive.writestr("doc.kml", f"{head}{region}<NetworkLink>{region}<Link><href>0/0/0.kml</href><viewRefreshMode>onRegion</viewRefreshMode></Link></NetworkLink>{tail}")
        archive.writestr("0/0/0.kml", f"{head}{region}<GroundOverlay><Icon><href>0.png</href></Icon>{box('LatLonBox')}</GroundOverlay>{tail}")
        archive.write(picture, "0/0/0.png")


png("palette.png", [ENTRY], {0: (0, 0, 0, 0), ENTRY: (*ORANGE, 255)})
png("rgba.png", [*ORANGE, 255])
whole = gdal.Open("palette.png")
entry = whole.GetRasterBand(1).GetColorTable().GetColorEntry(ENTRY)
print("palette.png, entry", ENTRY, "by the PNG driver:", entry)
assert entry[:3] == ORANGE, entry
seen = {}
for kind in ("palette", "rgba"):
    super_overlay(f"{kind}.kmz", f"{kind}.png")
    dataset = gdal.Open(f"{kind}.kmz")
    assert dataset.GetDriver().ShortName == "KMLSUPEROVERLAY", dataset.GetDriver().ShortName
    seen[kind] = dataset.ReadAsArray(100, 100, 1, 1).ravel().tolist()
    print(f"{kind}.kmz:", seen[kind])
assert seen["rgba"][:3] == list(ORANGE), seen
assert seen["palette"][:3] == [ENTRY] * 3, seen
PYTHON
echo "still so: tiles with a palette come out grey"
