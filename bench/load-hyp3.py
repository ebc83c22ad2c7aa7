"""
A stack of HyP3's kind, and the plain way to load it: what `mintsar load_data` is held against.

    python3 bench/load-hyp3.py make FOLDER PAIRS LENGTH WIDTH    deflate tiles, as the archive delivers them
    python3 bench/load-hyp3.py load FOLDER OUT.h5                the same rasters by GDAL, the same file by h5py
"""

import glob
import os
import sys

import h5py
import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
LAYERS = {"unwrapPhase": "unw_phase", "coherence": "corr"}
TEXT = """Reference Granule: S1A_IW_SLC__1SDV_{0}T135206_{0}T135233_027000_030A00_0000
Secondary Granule: S1A_IW_SLC__1SDV_{1}T135206_{1}T135233_027175_031000_0000
Reference Orbit Number: 27000
Baseline: 12.5
UTC time: 49926.5
Heading: -166.3
Spacecraft height: 700000.0
Earth radius at nadir: 6371000.0
Slant range near: 800000.0
Slant range center: 850000.0
Slant range far: 900000.0
Range looks: 20
Azimuth looks: 4
Unwrapping type: mcf
"""


def tiff(path, values, no_data=None):
    driver = gdal.GetDriverByName("GTiff")
    kind = {np.dtype("f4"): gdal.GDT_Float32, np.dtype("u1"): gdal.GDT_Byte}[values.dtype]
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=6", "BLOCKXSIZE=256", "BLOCKYSIZE=256"]
    out = driver.Create(path, values.shape[1], values.shape[0], 1, kind, options)
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(32611)
    out.SetProjection(srs.ExportToWkt())
    out.SetGeoTransform([4e5, 80, 0, 4e6, 0, -80])
    if no_data is not None:
        out.GetRasterBand(1).SetNoDataValue(no_data)
    out.GetRasterBand(1).WriteArray(values)
    out.FlushCache()


def make(folder, pairs, length, width):
    random = np.random.default_rng(1)
    y, x = np.mgrid[0:length, 0:width].astype("f4")
    smooth = (np.sin(y / 150) * 3 + np.cos(x / 200) * 4).astype("f4")
    phase = smooth + random.normal(0, 0.3, (length, width)).astype("f4")
    coherence = np.clip(random.normal(0.6, 0.2, (length, width)), 0, 1).astype("f4")
    first = None
    for k in range(pairs):
        dates = [(np.datetime64("2020-01-01") + 12 * n).item().strftime("%Y%m%d") for n in (k // 3, k // 3 + 1 + k % 3)]
        name = "S1AA_{}T135206_{}T135206_VVP{:03d}_INT80_G_ueF_{:04X}".format(*dates, 12 * (1 + k % 3), k)
        own = os.path.join(folder, "hyp3", name)
        os.makedirs(own)
        with open(os.path.join(own, name + ".txt"), "w") as file:
            file.write(TEXT.format(*dates))
        for layer, values in (("unw_phase", phase), ("corr", coherence)):
            path = os.path.join(own, f"{name}_{layer}_clip.tif")
            if first is None or not os.path.exists(first.format(layer)):
                tiff(path, values, 0)
            else:
                os.link(first.format(layer), path)  # only layout and size count here
        if first is None:
            first = os.path.join(own, name + "_{}_clip.tif")
            tiff(os.path.join(own, f"{name}_dem_clip.tif"), smooth * 100)
    with open(os.path.join(folder, "template.txt"), "w") as file:
        file.write(
            "mintpy.load.processor = hyp3\n"
            "mintpy.load.unwFile = ../hyp3/*/*unw_phase_clip.tif\n"
            "mintpy.load.corFile = ../hyp3/*/*corr_clip.tif\n"
            "mintpy.load.demFile = ../hyp3/*/*dem_clip.tif\n"
        )
    os.makedirs(os.path.join(folder, "work"))


def load(folder, path):
    with h5py.File(path, "w") as out:
        for dataset, layer in LAYERS.items():
            files = sorted(glob.glob(os.path.join(folder, "hyp3", "*", f"*{layer}_clip.tif")))
            first = gdal.Open(files[0])
            shape = (len(files), first.RasterYSize, first.RasterXSize)
            target = out.create_dataset(dataset, shape, "f4")
            for k, file in enumerate(files):
                source = gdal.Open(file)  # a band does not keep its file
                target[k] = source.GetRasterBand(1).ReadAsArray()


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], *map(int, sys.argv[3:6]))
    else:
        load(*sys.argv[2:4])
