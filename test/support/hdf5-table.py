"""Write HDF5 files of every kind the field has, and print what h5py reads in them.

usage: hdf5-table.py FOLDER
JSON: file -> attributes, datasets (dtype, shape, values) and links that lead nowhere
"""
import json
import os
import sys

import h5py
import numpy as np

os.chdir(sys.argv[1])
rng = np.random.default_rng(7)
SHAPE = (5, 7)

TYPES = [f"{order}{kind}" for order in "<>" for kind in
         ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "c8", "c16"]] + ["?", "S5"]


def sample(dtype, shape=SHAPE):
    dtype = np.dtype(dtype)
    n = int(np.prod(shape))
    if dtype.kind == "b":
        return (rng.random(n) > 0.5).reshape(shape)
    if dtype.kind == "S":
        return np.array([f"t{k}".encode() for k in range(n)], dtype).reshape(shape)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        low, high = max(info.min, -(2**53) + 1), min(info.max, 2**53 - 1)
        values = rng.integers(low, high, n, dtype="i8", endpoint=True)
        values[:2] = low, high
        return values.astype(dtype).reshape(shape)
    values = rng.normal(0, 100, n)
    values[:3] = np.nan, np.inf, 2**-20
    if dtype.kind == "c":
        values = values + 1j * rng.normal(0, 1, n)
    return values.astype(dtype).reshape(shape)


def types(f):
    for name in TYPES:
        data = sample(name)
        g = f.create_group("types/" + name.replace("<", "le-").replace(">", "be-").replace("?", "bool"))
        g["contiguous"] = data
        g.create_dataset("packed", data=data, chunks=(2, 3), compression="gzip", shuffle=True, fletcher32=True)
        g.create_dataset("lzf", data=data, chunks=(4, 7), compression="lzf")
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        space = h5py.h5s.create_simple(SHAPE)
        h5py.h5d.create(g.id, b"compact", h5py.h5t.py_create(data.dtype, logical=True), space, compact)
        g["compact"][...] = data
        if data.dtype.kind not in "S":
            fill = sample(name, (4,))[3]
            g.create_dataset("unwritten", SHAPE, data.dtype, fillvalue=fill)
            some = g.create_dataset("some", SHAPE, data.dtype, fillvalue=fill, chunks=(2, 3), compression="gzip")
            some[1, 1] = data[1, 1]
    color = h5py.enum_dtype({"RED": 0, "GREEN": 7, "BLUE": 42}, basetype="i2")
    f.create_dataset("types/enum", data=np.array([0, 7, 42, 7], "i2"), dtype=color)
    swapped = h5py.enum_dtype({"TRUE": 0, "FALSE": 1}, basetype="i1")
    f.create_dataset("types/no-bool", data=np.array([0, 1, 1], "i1"), dtype=swapped)
    f.create_dataset("types/text", data=["one", "", "Übung µ", "x" * 300], dtype=h5py.string_dtype())
    f.create_dataset("types/utf8", data=np.array(["é".encode(), b"abc"], h5py.string_dtype("utf-8", 4)))
    f["types/opaque"] = np.array([b"ab", b"cd"], "V2")
    f["types/compound"] = np.array([(1, 2.5)], [("a", "<i4"), ("b", "<f8")])
    f["types/reference"] = np.array([f["types"].ref], dtype=h5py.ref_dtype)
    f.create_dataset("types/vlen", (2,), h5py.vlen_dtype("i4"))
    f.create_dataset("types/array", (2,), np.dtype(("f4", (3,))))
    f["types/null"] = h5py.Empty("f4")
    f["types/scalar"] = 4.25
    f.create_dataset("types/nothing", (0, 3), "f4")
    bits = h5py.h5d.create(f["types"].id, b"bits", h5py.h5t.STD_B16BE, h5py.h5s.create_simple((3,)))
    bits.write(h5py.h5s.ALL, h5py.h5s.ALL, np.array([1, 256, 65535], "u2"), h5py.h5t.NATIVE_B16)
    f["types/named"] = np.dtype(">i2")
    f.create_dataset("types/of-named", data=[1, -2], dtype=f["types/named"])


def places(n):
    """Where a long dataset is written."""
    return [0, 3, 4, 19, 20, 700, 2999, n // 2, n - 1]


def layouts(f):
    a = (np.arange(40 * 40) % 17).astype("f4").reshape(40, 40)
    g = f.create_group("layouts")
    for name, shape in [("many", (2, 2)), ("rows", (3, 40)), ("one", (40, 40)), ("edge", (13, 9))]:
        for pack in [None, "gzip"]:
            kind = f"{name}-{pack}"
            g.create_dataset(kind, data=a, chunks=shape, compression=pack)
            g.create_dataset(kind + "-grows", data=a, chunks=shape, compression=pack, maxshape=(None, 40))
            g.create_dataset(kind + "-widens", data=a, chunks=shape, compression=pack, maxshape=(40, None))
            g.create_dataset(kind + "-both", data=a, chunks=shape, compression=pack, maxshape=(None, None))
            g.create_dataset(kind + "-to", data=a, chunks=shape, compression=pack, maxshape=(90, 70))
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((3, 11))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    for name, most in [("implicit", (40, 40)), ("implicit-to", (90, 70))]:
        space = h5py.h5s.create_simple((40, 40), most)
        h5py.h5d.create(g.id, name.encode(), h5py.h5t.IEEE_F4LE if hasattr(h5py.h5t, "IEEE_F4LE") else
                        h5py.h5t.IEEE_F32LE, space, early)
        g[name][...] = a
    for name, n, most in [("paged-fixed", 3000, 3000), ("paged-grows", 300000, None)]:
        for pack in [None, "gzip"]:
            d = g.create_dataset(f"{name}-{pack}", (n,), "i2", chunks=(1,), maxshape=(most,), compression=pack, fillvalue=-5)
            for k in places(n):
                d[k] = k % 1000
    shrunk = g.create_dataset("shrunk", data=a, chunks=(7, 7), maxshape=(None, None))
    shrunk.resize((20, 33))
    cube = np.arange(3 * 20 * 30, dtype="i4").reshape(3, 20, 30)
    g.create_dataset("cube", data=cube, chunks=(2, 7, 30), compression="gzip", shuffle=True)
    g.create_dataset("cube-widens", data=cube, chunks=(2, 7, 4), maxshape=(3, 20, None))
    skip = g.create_dataset("skipped-filters", (4, 4), "<i4", chunks=(2, 4), compression="gzip", shuffle=True)
    skip[:2] = 7
    skip.id.write_direct_chunk((2, 0), np.arange(8, dtype="<i4").tobytes(), 3)
    g.create_dataset("scale-offset", data=cube, chunks=(1, 20, 30), scaleoffset=0)
    nbit = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    nbit.set_chunk((2,))
    nbit.set_filter(5, h5py.h5z.FLAG_OPTIONAL)
    h5py.h5d.create(g.id, b"n-bit", h5py.h5t.STD_I32LE, h5py.h5s.create_simple((4,)), nbit)
    g.create_dataset("outside", data=a, external=[("outside-1.raw", 16, 4000), ("outside-2.raw", 0, h5py.h5f.UNLIMITED)])
    virtual = h5py.VirtualLayout((40, 40), "f4")
    virtual[...] = h5py.VirtualSource(g["rows-None"])
    g.create_virtual_dataset("virtual", virtual)


def groups(f):
    f.attrs.update(WIDTH="7", LENGTH=5, SCALE=0.5, FLAG=True, EMPTY="", BETA="µ", LIST=[1, 2, 3],
                   BIG=np.uint64(2**64 - 1), WHERE=1 + 2j, FIXED=np.bytes_("abc"))
    f["many/attrs"] = np.arange(3)
    f.attrs.create("NAMED", 5, dtype=f["types/named"])
    for k in range(60):
        f["many/attrs"].attrs[f"key{k}"] = f"value {k}"
    if "latest" in f.filename:
        f["many/attrs"].attrs["LONG"] = "x" * 100000
    for k in range(300):
        f[f"many/members/d{k:03d}"] = np.array([k], "i2")
    f.create_group("many/none")
    f["deep/a/b/c/d"] = np.arange(4, dtype="u1")
    ordered = f.create_group("ordered", track_order=True)
    for name in "cab":
        ordered[name] = np.array([ord(name)])
        ordered.attrs[name] = name
    links = f.create_group("links")
    f["links/hard"] = f["deep/a/b/c/d"]
    links["soft"] = h5py.SoftLink("/deep/a/b/c/d")
    f["deep/a/relative"] = h5py.SoftLink("b/./c/d")
    links["group"] = h5py.SoftLink("/deep/a/b")
    links["through"] = h5py.SoftLink("/links/group/c/d")
    links["nowhere"] = h5py.SoftLink("/deep/x")
    links["circle"] = h5py.SoftLink("/links/circle")
    links["beside"] = h5py.ExternalLink("beside.h5", "/velocity")
    links["beside-group"] = h5py.ExternalLink("beside.h5", "/g")
    links["beside-soft"] = h5py.ExternalLink("beside.h5", "/soft")
    links["beside-none"] = h5py.ExternalLink("beside.h5", "/none")
    links["missing"] = h5py.ExternalLink("missing.h5", "/velocity")
    f["loop/inside"] = np.arange(2)
    f["loop/itself"] = f["loop"]


def expected(f):
    datasets, nowhere = {}, []

    def visit(group, prefix, above):
        for name in group:
            path = prefix + name
            try:
                o = group[name]
            except (KeyError, OSError, RuntimeError):
                nowhere.append(path)
                continue
            if isinstance(o, h5py.Group):
                if o.id in above:
                    nowhere.append(path)
                else:
                    visit(o, path + "/", above + [o.id])
            elif isinstance(o, h5py.Dataset):
                datasets[path] = describe(o)
    visit(f, "", [f["/"].id])
    return dict(datasets=datasets, nowhere=sorted(nowhere),
                attributes=sorted(f.attrs), shown={k: str(v) for k, v in f.attrs.items() if isinstance(v, str)})


def describe(d):
    out = dict(dtype=str(d.dtype), shape=None if d.shape is None else list(d.shape), attributes=len(d.attrs))
    kind = d.dtype.kind
    if d.shape is None or kind == "V" or (kind == "O" and not h5py.check_string_dtype(d.dtype)):
        return out
    if d.size > 5000:  # of long ones only where something was written: h5py takes seconds for so many chunks
        out["fill"] = d.fillvalue.item()
        out["count"] = int(d.size)
        out["others"] = [[k, d[k].item()] for k in places(int(d.size))]
        return out
    values = np.ravel(d[()])
    if kind in "SO":
        out["values"] = [v.decode() for v in values]
        return out
    if kind == "c":
        values = np.stack([values.real, values.imag], -1).ravel()
    out["values"] = [v if np.isfinite(v) else str(v) for v in (x.item() for x in values)]
    return out


with h5py.File("beside.h5", "w") as f:
    f["velocity"] = sample("f4")
    f["g/inside"] = sample("i2")
    f["soft"] = h5py.SoftLink("/g/inside")
found = {}
for name, options in [("old.h5", {}), ("latest.h5", dict(libver="latest")), ("behind.h5", dict(userblock_size=512)),
                      ("latest-behind.h5", dict(userblock_size=1024, libver="latest"))]:
    with h5py.File(name, "w", **options) as f:
        if "behind" in name:
            f.attrs["WIDTH"] = "7"
            f["packed"] = sample("f4")
            f.create_dataset("chunks", data=sample("f4"), chunks=(2, 3), compression="gzip")
        else:
            types(f)
            layouts(f)
            groups(f)
    with h5py.File(name, "r") as f:
        found[name] = expected(f)
print(json.dumps(found))
