import { execFileSync, spawnSync } from 'node:child_process';

/** A Python with GDAL, the independent judge of vector files; undefined where there is none. */
const python: string | undefined = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'from osgeo import ogr']).status === 0,
);

if (python === undefined) {
  if (process.env['CI'] === 'true')
    throw new Error('python3-gdal is missing: the judge of the files must be there.');
  process.stderr.write('SKIPPING the checks by GDAL: install python3-gdal to run them.\n');
}

/** Whether tests that need the judge can run: `test.runIf(hasOgr)`. */
export const hasOgr = python !== undefined;

export interface SeenLayer {
  readonly driver: string;
  readonly count: number;
  /** authority code of the reference system, or its name */
  readonly crs: string;
  /** west, south, east, north */
  readonly extent: readonly number[];
  readonly fields: readonly string[];
  /** of the first points: position and values, null where there is none */
  readonly points: readonly {
    readonly at: readonly [x: number, y: number];
    readonly values: readonly (string | number | null)[];
  }[];
}

const SCRIPT = `
import json, sys
from osgeo import ogr
ogr.UseExceptions()
source = ogr.Open(sys.argv[1])
layer = source.GetLayer()
crs = layer.GetSpatialRef()
definition = layer.GetLayerDefn()
fields = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
points = []
for k, feature in enumerate(layer):
    if k == int(sys.argv[2]): break
    at = feature.GetGeometryRef()
    values = [None if feature.IsFieldNull(i) else feature.GetField(i) for i in range(len(fields))]
    points.append({"at": [at.GetX(), at.GetY()], "values": values})
w, e, s, n = layer.GetExtent()
print(json.dumps({"driver": source.GetDriver().GetName(), "count": layer.GetFeatureCount(),
  "crs": crs.GetAuthorityCode(None) or crs.GetName() if crs else "", "extent": [w, s, e, n], "fields": fields, "points": points}))
`;

/** What GDAL reads in a file of points. @param most points of which values are read */
export function seenByOgr(path: string, most = 100): SeenLayer {
  const text = execFileSync(python!, ['-c', SCRIPT, path, String(most)], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return JSON.parse(text);
}
