import { pythonWith } from './judge.ts';

/** A Python with GDAL, the independent judge of vector files. */
const ogr = pythonWith('osgeo', 'python3-gdal');

/** Whether tests that need the judge can run: `test.runIf(hasOgr)`. */
export const hasOgr = ogr.isThere;

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
  return JSON.parse(ogr.run(SCRIPT, path, String(most)));
}

const qgis = pythonWith('qgis.core', 'python3-qgis');

/** Whether QGIS is there. */
export const hasQgis = qgis.isThere;

const QGIS = `
import json, os, sys
os.environ['QT_QPA_PLATFORM'] = 'offscreen'
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
out = []
for path in sys.argv[2:]:
    layer = QgsVectorLayer(path, 'points', 'ogr')
    field = layer.fields().indexOf(sys.argv[1])
    out.append({'isValid': layer.isValid(), 'crs': layer.crs().authid(), 'count': layer.featureCount(),
      'range': [layer.minimumValue(field), layer.maximumValue(field)]})
print(json.dumps(out))
sys.stdout.flush()
os._exit(0)
`;

/** What QGIS sees in layers of points: valid, reference system, number, least and greatest value of a field. */
export function seenByQgis(field: string, ...paths: string[]): unknown[] {
  return JSON.parse(
    qgis
      .run(QGIS, field, ...paths)
      .trim()
      .split('\n')
      .at(-1)!,
  );
}
