"""Write PAIRS x 2 overlapping GUNW frames of ROWS x COLUMNS pixels: make-products.py FOLDER PAIRS ROWS COLUMNS"""
import os
import sys

import h5py
import numpy as np

folder, pairs, rows, columns = sys.argv[1], *map(int, sys.argv[2:5])
os.makedirs(folder, exist_ok=True)
step, north, west = 1 / 1200, 38.0, -122.0
overlap = rows // 8
random = np.random.default_rng(7)
y, x = np.mgrid[0 : 2 * rows - overlap, 0:columns]
for k in range(pairs):
    late, early = "2020%02d%02d" % (1 + k % 12, 1 + 12 * (k // 12 % 2)), "2019%02d01" % (1 + k // 24)
    truth = 3 * np.sin(x / 300 + k) + y / 500 + 0.3 * random.standard_normal(y.shape)
    coherence = np.clip(0.7 + 0.2 * np.sin(y / 200) + 0.05 * random.standard_normal(y.shape), 0.05, 0.99)
    for frame in range(2):
        first = frame * (rows - overlap)
        part = slice(first, first + rows)
        top = north - first * step
        name = f"S1-GUNW-D-R-042-tops-{late}_{early}-1407{22 + 24 * frame}-00122W_00037N-PP-{k:02x}{frame:02x}-v3_0_1.nc"
        with h5py.File(os.path.join(folder, name), "w") as file:
            file.attrs["version"] = b"1c"
            s, e = top - rows * step, west + columns * step
            box = f"POLYGON (({west} {top},{west} {s},{e} {s},{e} {top},{west} {top}))"
            file["productBoundingBox"] = np.frombuffer(box.encode(), "S1")[None, :]
            data = file.create_group("science/grids/data")
            layers = {
                "unwrappedPhase": truth[part] + frame * 2 * np.pi,
                "coherence": coherence[part],
                "connectedComponents": (coherence[part] > 0.3).astype("f4"),
                "amplitude": 1000 * coherence[part],
            }
            for layer, values in layers.items():
                data.create_dataset(layer, data=values.astype("f4"), chunks=(rows // 4, columns // 4), compression="gzip", compression_opts=4, shuffle=True)
            data["latitude"] = top - (np.arange(rows) + 0.5) * step
            data["longitude"] = west + (np.arange(columns) + 0.5) * step
            view = file.create_group("science/grids/imagingGeometry")
            lats, lons = np.arange(top + 0.1, s - 0.2, -0.1), np.arange(west - 0.1, e + 0.2, 0.1)
            heights = np.array([-1500.0, 0, 3000, 9000])
            view["heightsMeta"], view["latitudeMeta"], view["longitudeMeta"] = heights, lats, lons
            shape = (len(heights), len(lats), len(lons))
            view["incidenceAngle"] = np.broadcast_to(38 + (lons - west), shape).astype("f4")
            view["azimuthAngle"] = np.full(shape, -12, "f4")
            view["perpendicularBaseline"] = np.full(shape, 10.0 * k, "f4")
