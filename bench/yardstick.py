"""Seconds that h5py needs to read datasets once, some 64 MB at a time: yardstick.py FILE:DATASET ..."""

import sys
import time

import h5py

started = time.perf_counter()
for word in sys.argv[1:]:
    path, name = word.rsplit(":", 1)
    with h5py.File(path, "r") as file:
        dataset = file[name]
        if dataset.ndim < 3:
            dataset[()]
            continue
        plane = dataset.dtype.itemsize * dataset.shape[-1] * dataset.shape[-2]
        step = max(1, (64 << 20) // plane)
        for k in range(0, dataset.shape[0], step):
            dataset[k : k + step]
print(time.perf_counter() - started)
