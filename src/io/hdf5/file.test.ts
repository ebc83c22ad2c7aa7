import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasH5py, runPython, seenByH5py } from '../../../test/support/h5py.ts';
import { FileError, InterruptedError } from '../../core/errors.ts';
import { createRandom } from '../../core/stats/random.ts';
import { ownToken } from '../files/holder.ts';
import { addToH5, createH5, editAttributes, editH5, makeH5, openH5, rewriteH5, withH5 } from './file.ts';
import type { DatasetSpec } from './types.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-h5-'));
const count = (n: number, from = 0) => Float32Array.from({ length: n }, (_, i) => from + i);

async function write(name: string, datasets: DatasetSpec[], values: Record<string, Float32Array | string[]>) {
  const path = join(folder, name);
  const writer = await createH5(path, { attributes: { WIDTH: '7', TITLE: 'Übung' }, datasets });
  for (const [dataset, value] of Object.entries(values)) writer.write(dataset, value);
  writer.commit();
  return path;
}

const series: DatasetSpec[] = [
  { name: 'timeseries', type: 'f4', shape: [3, 5, 7] },
  { name: 'date', type: 'S8', shape: [3] },
];
const values = { timeseries: count(105), date: ['20200101', '20200113', '20200125'] };

describe('new files', () => {
  test('give back windows, text and attributes', async () => {
    const path = await write('series.h5', series, values);
    await withH5(path, (file) => {
      expect(file.attributes).toEqual({ WIDTH: '7', TITLE: 'Übung' });
      expect(file.read('date')).toEqual(values.date);
      expect(file.read('timeseries', { start: [1, 2, 3], count: [2, 2, 2] })).toEqual(
        Float32Array.from([52, 53, 59, 60, 87, 88, 94, 95]),
      );
    });
  });

  test.runIf(hasH5py)(
    'are read alike by h5py: floats, booleans, fixed text, groups and compressed chunks',
    async () => {
      const path = join(folder, 'judge.h5');
      const writer = await createH5(path, {
        attributes: { EMPTY: '', BETA: 'µ' },
        datasets: [
          ...series,
          { name: 'mask', type: 'bool', shape: [2, 3], attributes: { MODIFICATION_TIME: '1.5' } },
          { name: 'g/sub/packed', type: 'i2', shape: [2, 3, 4], compression: 'gzip' },
        ],
      });
      writer.write('timeseries', values.timeseries);
      writer.write('date', values.date);
      writer.write('mask', Uint8Array.from([1, 0, 1, 0, 0, 1]));
      const packed = Int16Array.from({ length: 24 }, (_, i) => i - 12);
      writer.write('g/sub/packed', packed);
      writer.commit();
      const { attrs, data } = seenByH5py(path);
      expect(attrs).toEqual({ EMPTY: '', BETA: 'µ' });
      expect(data['timeseries']).toEqual(['float32', [3, 5, 7], Array.from(values.timeseries)]);
      expect(data['date']).toEqual(['|S8', [3], values.date]);
      expect(data['mask']).toEqual(['bool', [2, 3], [true, false, true, false, false, true]]);
      expect(data['g/sub/packed']).toEqual(['int16', [2, 3, 4], Array.from(packed)]);
    },
  );

  test('compressed data written in row blocks across chunk borders come back unchanged', async () => {
    const shape = [3, 700, 900];
    const writer = await createH5(join(folder, 'rows.h5'), {
      attributes: {},
      datasets: [{ name: 'z', type: 'f4', shape, compression: 'gzip' }],
    });
    const value = (k: number, y: number, x: number) => k * 1e6 + y * 1000 + x;
    for (let y0 = 0; y0 < 700; y0 += 130) {
      const rows = Math.min(130, 700 - y0);
      const block = new Float32Array(3 * rows * 900);
      for (let i = 0; i < block.length; i++) {
        block[i] = value(Math.floor(i / (rows * 900)), y0 + (Math.floor(i / 900) % rows), i % 900);
      }
      writer.write('z', block, { start: [0, y0, 0], count: [3, rows, 900] });
    }
    writer.commit();
    await withH5(join(folder, 'rows.h5'), (file) => {
      const got = file.read('z', { start: [1, 290, 450], count: [2, 3, 2] }) as Float32Array;
      const expected = [1, 2].flatMap((k) =>
        [290, 291, 292].flatMap((y) => [450, 451].map((x) => value(k, y, x))),
      );
      expect(Array.from(got)).toEqual(expected.map(Math.fround));
    });
  });

  test('do not exist under their name before commit, and abort leaves nothing', async () => {
    const path = join(folder, 'never.h5');
    const writer = await createH5(path, { attributes: {}, datasets: series });
    writer.write('timeseries', values.timeseries);
    expect(existsSync(path)).toBe(false);
    writer.abort();
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
  });
});

describe('edits', () => {
  test.runIf(hasH5py)('leave the file as it was until commit, byte for byte', async () => {
    const path = await write('edit.h5', series, values);
    const before = readFileSync(path);
    const edit = await editH5(path, {
      attributes: (old) => ({ ...old, REF_Y: '2' }),
      datasets: [{ name: 'extra', type: 'f4', shape: [3, 5, 7] }],
    });
    edit.write('extra', count(105, 500));
    // A reader in another process at this moment: what would be left after a kill.
    expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true);
    expect(Object.keys(seenByH5py(path).data)).toEqual(['date', 'timeseries']);
    edit.commit();
    const seen = seenByH5py(path);
    expect(seen.attrs['REF_Y']).toBe('2');
    expect(seen.data['extra'][2].slice(0, 2)).toEqual([500, 501]);
    expect(seen.data['timeseries'][2]).toEqual(Array.from(values.timeseries));
  });

  test('abort gives back the old size', async () => {
    const path = await write('abort.h5', series, values);
    const before = readFileSync(path);
    (await editH5(path, { datasets: [{ name: 'extra', type: 'f4', shape: [9, 9] }] })).abort();
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.runIf(hasH5py)('start behind the end of the file when a killed edit left bytes there', async () => {
    const path = await write('killed.h5', series, values);
    appendFileSync(path, Buffer.alloc(5000, 7));
    await editAttributes(path, (old) => ({ ...old, AGAIN: 'yes' }));
    expect(seenByH5py(path).attrs['AGAIN']).toBe('yes');
    await withH5(path, (file) => expect(file.read('timeseries')).toEqual(values.timeseries));
  });

  test.runIf(hasH5py)(
    'change and remove datasets and their attributes, and h5py can still add to the file',
    async () => {
      const path = await write('more.h5', [...series, { name: 'old', type: 'f4', shape: [2] }], {
        ...values,
        old: count(2),
      });
      const edit = await editH5(path, {
        remove: ['old'],
        datasets: [{ name: 'date', type: 'S8', shape: [3] }],
        datasetAttributes: (name, old) => (name === 'timeseries' ? { ...old, MODIFICATION_TIME: '9' } : old),
      });
      edit.write('date', ['20210101', '20210113', '20210125']);
      edit.commit();
      const add =
        "import h5py,sys\nf=h5py.File(sys.argv[1],'a'); f['new']=[1,2]; f.attrs['BY']='h5py'; f.close()";
      runPython(add, path);
      await withH5(path, (file) => {
        expect([...file.datasets.keys()]).toEqual(['date', 'new', 'timeseries']);
        expect(file.datasets.get('timeseries')?.attributes).toEqual({ MODIFICATION_TIME: '9' });
        expect(file.attributes['BY']).toBe('h5py');
        expect(file.read('date')).toEqual(['20210101', '20210113', '20210125']);
      });
    },
  );
});

describe('lzf', () => {
  const random = createRandom(3);
  const labels = Int16Array.from({ length: 2 * 70 * 41 }, (_, i) => Math.floor(i / 500) % 4);
  const noise = Float32Array.from({ length: 70 * 41 }, () => random());
  const make = async (name: string) => {
    const path = join(folder, name);
    const writer = await createH5(path, {
      attributes: {},
      datasets: [
        { name: 'labels', type: 'i2', shape: [2, 70, 41], compression: 'lzf' },
        { name: 'noise', type: 'f4', shape: [70, 41], compression: 'lzf' },
      ],
    });
    // Bands of rows that begin and end within chunks, the second raster first.
    for (const k of [1, 0])
      for (const [y0, y1] of [
        [0, 33],
        [33, 40],
        [40, 70],
      ]) {
        const band = labels.subarray((k * 70 + y0) * 41, (k * 70 + y1) * 41);
        writer.write('labels', band, { start: [k, y0, 0], count: [1, y1 - y0, 41] });
      }
    writer.write('noise', noise);
    writer.commit();
    return path;
  };

  test('comes back, also where a chunk could not be made shorter', async () => {
    await withH5(await make('packed.h5'), (file) => {
      expect(file.read('labels')).toEqual(labels);
      expect(file.read('noise')).toEqual(noise);
      expect(file.datasets.get('noise')?.compression).toBe('lzf');
    });
  });

  test.runIf(hasH5py)('is read by h5py, and described as h5py describes its own', async () => {
    const script = `
import h5py, json, sys
with h5py.File(sys.argv[1]) as f, h5py.File(sys.argv[1] + ".own", "w") as own:
    out = {}
    for name in f:
        d = f[name]
        copy = own.create_dataset(name, data=d[()], compression="lzf", chunks=d.chunks)
        filters = [[p.get_filter(i)[:3] for i in range(p.get_nfilters())] for p in (d.id.get_create_plist(), copy.id.get_create_plist())]
        out[name] = dict(sum=float(d[()].astype("f8").sum()), chunks=d.chunks, same=filters[0] == filters[1], lzf=d.compression)
    print(json.dumps(out))`;
    const seen = JSON.parse(runPython(script, await make('judged.h5')));
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    expect(seen.labels).toEqual({ sum: sum(labels), chunks: [1, 32, 41], same: true, lzf: 'lzf' });
    expect(seen.noise).toMatchObject({ chunks: [32, 41], same: true, lzf: 'lzf' });
    expect(seen.noise.sum).toBeCloseTo(sum(noise), 8);
  });
});

describe('files of others', () => {
  test.runIf(hasH5py)('lzf, shuffle and checksums of h5py are decoded', async () => {
    const path = join(folder, 'lzf.h5');
    const make = `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], "w") as f:
    a = (np.arange(3*40*50) % 17).astype(np.float32).reshape(3,40,50)
    f.create_dataset("lzf", data=a, compression="lzf", chunks=(2,16,16))
    f.create_dataset("gz", data=a, compression="gzip", shuffle=True, fletcher32=True, chunks=(1,7,50))`;
    runPython(make, path);
    await withH5(path, (file) => {
      const expected = Float32Array.from({ length: 6000 }, (_, i) => i % 17);
      expect(file.read('lzf')).toEqual(expected);
      expect(file.read('gz')).toEqual(expected);
      expect(file.datasets.get('lzf')?.compression).toBe('lzf');
    });
  });

  test.runIf(hasH5py)('the newer layout is read, and edited after a rewrite', async () => {
    const path = join(folder, 'latest.h5');
    const make = `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], "w", libver="latest") as f:
    f["velocity"] = np.arange(12, dtype=np.float32).reshape(3,4)
    f["mask"] = np.arange(12).reshape(3,4) > 5
    f.attrs["WIDTH"] = "4"`;
    runPython(make, path);
    const file = await openH5(path);
    expect(file.read('velocity', { start: [1, 1], count: [2, 2] })).toEqual(Float32Array.from([5, 6, 9, 10]));
    expect(Array.from(file.read('mask') as Uint8Array).slice(5, 7)).toEqual([0, 1]);
    file.close();
    await editAttributes(path, (old) => ({ ...old, REF_Y: '1' }));
    expect(seenByH5py(path).attrs).toEqual({ WIDTH: '4', REF_Y: '1' });
  });

  test.runIf(hasH5py)('every type is written as h5py writes it, also in groups of many members', async () => {
    const path = join(folder, 'all.h5');
    const names = Array.from({ length: 600 }, (_, k) => `many/d${k}`);
    const datasets: DatasetSpec[] = [
      { name: 'text', type: 'str', shape: [3] },
      { name: 'complex', type: 'c8', shape: [2] },
      { name: 'count', type: 'u4', shape: [2] },
      { name: 'large', type: 'u8', shape: [1] },
      ...names.map((name): DatasetSpec => ({ name, type: 'i2', shape: [1] })),
    ];
    const writer = await createH5(path, { attributes: {}, datasets });
    writer.write('text', ['one', '', 'Übung']);
    writer.write('complex', Float32Array.of(1, 2, 3, -4));
    writer.write('count', Uint32Array.of(4_000_000_000, 1));
    writer.write('large', Float64Array.of(2 ** 53 - 1));
    names.forEach((name, k) => {
      writer.write(name, Int16Array.of(k));
    });
    writer.commit();
    const look = `
import h5py, json, sys
with h5py.File(sys.argv[1], "a") as f:
    out = [str(f["text"].dtype), [v.decode() for v in f["text"]], str(f["complex"].dtype), str(f["complex"][()].tolist()),
           str(f["count"].dtype), f["count"][()].tolist(), str(f["large"].dtype), int(f["large"][0]),
           [int(f[f"many/d{k}"][0]) for k in range(600)] == list(range(600)), len(f["many"])]
    f["many/new"] = 1
    del f["many/d7"]
    out.append(len(list(f["many"])))
print(json.dumps(out))`;
    expect(JSON.parse(runPython(look, path))).toEqual([
      ...['object', ['one', '', 'Übung'], 'complex64', '[(1+2j), (3-4j)]'],
      ...['uint32', [4_000_000_000, 1], 'uint64', 2 ** 53 - 1, true, 600, 600],
    ]);
    await withH5(path, (file) => {
      expect(file.read('text')).toEqual(['one', '', 'Übung']);
      expect(file.read('complex')).toEqual(Float32Array.of(1, 2, 3, -4));
      expect(file.read('count')).toEqual(Uint32Array.of(4_000_000_000, 1));
      expect(file.datasets.size).toBe(604);
    });
  });

  test.runIf(hasH5py)('an edit keeps links and what it does not read, byte for byte', async () => {
    const path = join(folder, 'links.h5');
    const make = `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], "w") as f:
    f["velocity"] = np.arange(6, dtype=">f4").reshape(2, 3)
    f["alias"] = h5py.SoftLink("/velocity")
    f["raw"] = np.array([b"ab"], "V2")
    f["half"] = np.array([0.5], "f2")`;
    runPython(make, path);
    const edit = await editH5(path, {
      datasets: [{ name: 'mask', type: 'bool', shape: [1] }],
      datasetAttributes: (_, old) => ({ ...old, UNIT: 'm' }),
    });
    edit.write('mask', Uint8Array.of(1));
    edit.commit();
    const look = `
import h5py, json, sys
with h5py.File(sys.argv[1]) as f:
    link = f.get("alias", getlink=True)
    print(json.dumps([sorted(f), link.path, str(f["velocity"].dtype), f["alias"][()].ravel().tolist(), f["velocity"].attrs["UNIT"],
                      str(f["raw"].dtype), str(f["half"].dtype), bool(f["mask"][0])]))`;
    expect(JSON.parse(runPython(look, path))).toEqual([
      ['alias', 'half', 'mask', 'raw', 'velocity'],
      ...['/velocity', '>f4', [0, 1, 2, 3, 4, 5], 'm', '|V2', 'float16', true],
    ]);
  });

  test('a rewrite keeps every dataset', async () => {
    const path = await write('keep.h5', series, values);
    const target = join(folder, 'copy.h5');
    await rewriteH5(path, { target, keep: (name) => name !== 'date' });
    await withH5(target, (file) => {
      expect([...file.datasets.keys()]).toEqual(['timeseries']);
      expect(file.read('timeseries')).toEqual(values.timeseries);
    });
  });
});

describe('bad files', () => {
  test('a truncated file is named with its sizes', async () => {
    const path = await write('short.h5', series, values);
    truncateSync(path, 600);
    await expect(openH5(path)).rejects.toThrow(
      /short\.h5 is truncated: it should have \d+ bytes and has 600/,
    );
  });

  test('text under an .h5 name is no HDF5 file', async () => {
    const path = join(folder, 'text.h5');
    writeFileSync(path, 'hello '.repeat(50));
    await expect(openH5(path)).rejects.toThrow(FileError);
  });

  test('a missing file and a missing dataset are named', async () => {
    await expect(openH5(join(folder, 'none.h5'))).rejects.toThrow(/none\.h5 does not exist/);
    const path = await write('names.h5', series, values);
    await withH5(path, (file) => {
      expect(() => file.read('velocity')).toThrow(/names\.h5 has no dataset velocity/);
    });
  });

  test('a folder that does not exist is named', async () => {
    const path = join(folder, 'nowhere', 'x.h5');
    await expect(createH5(path, { attributes: {}, datasets: series })).rejects.toThrow(
      /folder .*nowhere does not exist/,
    );
  });
});

test('an interrupted run leaves nothing behind unless notes tell what of it is finished', async () => {
  const stop = () => {
    throw new InterruptedError('Stopped by the user.');
  };
  const path = join(folder, 'stopped.h5');
  const layout = { attributes: {}, datasets: series };
  const left = () => readdirSync(folder).filter((name) => name.includes('stopped'));
  await expect(makeH5(path, layout, stop)).rejects.toThrow('Stopped');
  expect(left()).toEqual([]);
  await makeH5(path, layout, () => {});
  const before = readFileSync(path);
  const edit = { datasets: [{ name: 'residue', type: 'f4' as const, shape: [5, 7] }] };
  await expect(addToH5(path, edit, stop)).rejects.toThrow('Stopped');
  expect(readFileSync(path).equals(before)).toBe(true);
  const noted = addToH5(path, edit, ({ journal }) => {
    writeFileSync(journal, 'notes');
    stop();
  });
  await expect(noted).rejects.toThrow('Stopped');
  expect(left()).toEqual([`.stopped.h5.${ownToken()}.partial.rows`, 'stopped.h5']);
  expect(readFileSync(path).length).toBeGreaterThan(before.length);
  await withH5(path, (file) => expect([...file.datasets.keys()]).toEqual(['date', 'timeseries']));
});

test('what another version left half-written is begun anew', async () => {
  const path = join(folder, 'versions.h5');
  const layout = { attributes: {}, datasets: series };
  const interrupt = (marked: (bytes: Buffer) => void) =>
    makeH5(path, layout, ({ journal, partialPath }) => {
      writeFileSync(journal, 'notes');
      const bytes = readFileSync(partialPath);
      marked(bytes);
      writeFileSync(partialPath, bytes);
      throw new InterruptedError('Stopped by the user.');
    }).catch(() => {});
  const noted = async () => {
    let found = false;
    await makeH5(path, layout, ({ journal }) => {
      found = existsSync(journal);
    });
    return found;
  };
  await interrupt(() => {});
  expect(await noted()).toBe(true);
  // The mark is a hash of version and layout: that of another version is other bytes in its place.
  await interrupt((bytes) => bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0));
  expect(await noted()).toBe(false);
});
