"""What a script with h5py, numpy and GDAL does of ariaTSsetup: plain-setup.py FOLDER OUT [inflate: only read the layers]"""
import glob
import os
import sys
from collections import defaultdict

import h5py
import numpy as np
from osgeo import gdal

folder, out = sys.argv[1:3]
only_read = sys.argv[3:] == ["inflate"]
pairs = defaultdict(list)
for path in sorted(glob.glob(os.path.join(folder, "*.nc"))):
    pairs[os.path.basename(path).split("-")[6]].append(path)


def write(path, values, kind, place, none):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    raster = gdal.GetDriverByName("ENVI").Create(path, values.shape[1], values.shape[0], 1, kind)
    raster.SetGeoTransform(place)
    raster.GetRasterBand(1).SetNoDataValue(none)
    raster.GetRasterBand(1).WriteArray(values)
    raster = None
    gdal.Translate(path + ".vrt", path, format="VRT")


def interpolate(cube, axes, points):
    """linear in three dimensions"""
    at, weight = [], []
    for axis, values in zip(axes, points):
        place = np.interp(values, axis, np.arange(len(axis))) if axis[0] < axis[-1] else np.interp(-values, -axis, np.arange(len(axis)))
        low = np.clip(place.astype(int), 0, len(axis) - 2)
        at.append(low)
        weight.append(place - low)
    total = 0
    for corner in np.ndindex(2, 2, 2):
        share = 1
        for w, c in zip(weight, corner):
            share = share * (w if c else 1 - w)
        total = total + share * cube[tuple(a + c for a, c in zip(at, corner))]
    return total


for number, (pair, paths) in enumerate(pairs.items()):
    frames = []
    for path in paths:
        with h5py.File(path) as file:
            data = file["science/grids/data"]
            frames.append({name: data[name][:] for name in ("unwrappedPhase", "connectedComponents", "coherence")})
            frames[-1]["latitude"], frames[-1]["longitude"] = data["latitude"][:], data["longitude"][:]
            if number == 0:
                view = file["science/grids/imagingGeometry"]
                frames[-1]["view"] = {name: view[name][:] for name in view}
    if only_read:
        continue
    first, second = frames
    step = first["latitude"][1] - first["latitude"][0]
    offset = round((second["latitude"][0] - first["latitude"][0]) / step)
    rows = first["unwrappedPhase"].shape[0]
    common = rows - offset
    phase1, phase2 = first["unwrappedPhase"][offset:], second["unwrappedPhase"][:common]
    labels1, labels2 = first["connectedComponents"][offset:], second["connectedComponents"][:common]
    for label2 in np.unique(labels2[labels2 > 0]):
        mask = (labels2 == label2) & (labels1 > 0) & (phase1 != 0) & (phase2 != 0)
        if not mask.any():
            continue
        difference = phase1[mask] - phase2[mask]
        cycles = 2 * np.pi * np.round(np.median(difference) / (2 * np.pi))
        fine = np.angle(np.mean(np.exp(1j * (difference - cycles))))
        second["unwrappedPhase"][second["connectedComponents"] == label2] += cycles + fine
    merged = {}
    for name in ("unwrappedPhase", "connectedComponents", "coherence"):
        whole = np.zeros((offset + second[name].shape[0], first[name].shape[1]), "f4")
        whole[offset:] = second[name]
        whole[:rows] = first[name]
        merged[name] = whole
    merged["unwrappedPhase"][offset:rows] = (phase1 + second["unwrappedPhase"][:common]) / 2
    place = (first["longitude"][0] + step / 2, -step, 0, first["latitude"][0] - step / 2, 0, step)
    write(os.path.join(out, "unwrappedPhase", pair), merged["unwrappedPhase"], gdal.GDT_Float32, place, 0)
    write(os.path.join(out, "connectedComponents", pair), merged["connectedComponents"].astype("i2"), gdal.GDT_Int16, place, -1)
    write(os.path.join(out, "coherence", pair), merged["coherence"], gdal.GDT_Float32, place, 0)
    if number == 0:
        shape = merged["coherence"].shape
        lats = np.broadcast_to((first["latitude"][0] + step * np.arange(shape[0]))[:, None], shape)
        lons = np.broadcast_to(first["longitude"][None, :], shape)
        for name in ("incidenceAngle", "azimuthAngle"):
            values = np.zeros(shape, "f4")
            for frame, part in ((second, slice(offset, None)), (first, slice(0, rows))):
                view = frame["view"]
                axes = view["heightsMeta"], view["latitudeMeta"], view["longitudeMeta"]
                points = np.full(lats[part].shape, 100.0), lats[part], lons[part]
                values[part] = interpolate(view[name], axes, points)
            write(os.path.join(out, name, pair), values, gdal.GDT_Float32, place, 0)
