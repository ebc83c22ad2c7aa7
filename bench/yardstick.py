"""Seconds that h5py needs to read datasets once and to write as many bytes as a step writes, 64 MB at a time.

yardstick.py BYTES SCRATCH FILE:DATASET ...    a FILE without a dataset is read as it is; prints "read write"
"""

import os
import sys
import time

import h5py
import numpy

CHUNK = 64 << 20


def read(word):
    path, _, name = word.rpartition(":")
    if name == "":
        with open(path, "rb") as file:
            while file.read(CHUNK):
                pass
        return
    with h5py.File(path, "r") as file:
        dataset = file[name]
        if dataset.ndim < 3:
            dataset[()]
            return
        plane = dataset.dtype.itemsize * dataset.shape[-1] * dataset.shape[-2]
        step = max(1, CHUNK // plane)
        for k in range(0, dataset.shape[0], step):
            dataset[k : k + step]


def write(path, count):
    values = numpy.ones(min(count, CHUNK // 4), dtype="float32")
    with h5py.File(path, "w") as file:
        dataset = file.create_dataset("values", (count,), dtype="float32")
        for k in range(0, count, CHUNK // 4):
            dataset[k : k + CHUNK // 4] = values[: count - k]


started = time.perf_counter()
for word in sys.argv[3:]:
    read(word)
between = time.perf_counter()
if int(sys.argv[1]) >= 4:
    write(sys.argv[2], int(sys.argv[1]) // 4)
ended = time.perf_counter()
if os.path.exists(sys.argv[2]):
    os.remove(sys.argv[2])
print(between - started, ended - between)
