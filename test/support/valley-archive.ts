import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { yearsSinceFirst } from '../../src/core/simulation/acquisition-dates.ts';
import { simulateValley } from '../../src/processors/aria/writer/valley.ts';
import { gunwArchiveHere, type LocalArchive } from './gunw-archive.ts';
import { serveRanges } from './range-server.ts';
import { writeSentinelGunw } from './sentinel-gunw.ts';
import { writeSmallTiff } from './small-tiff.ts';

const TO_PHASE = (4 * Math.PI) / 0.05546576;
/** Spacing of the pixels, eight times that of real products, degrees. */
const STEP = 1 / 150;
const [LENGTH, WIDTH] = [78, 88];
/** Outer corner of the scene, in pixels from 0 degrees: it reaches a little beyond the box of the notebook. */
const CORNER = [5588, -18_094] as const;
/** Rows of the frames: they overlap. */
const FRAMES = [
  [0, 46],
  [38, LENGTH],
] as const;

/** An archive of simulated GUNW products of a subsiding valley, and the truth behind them. */
export interface ValleyArchive {
  /** variables that lead the commands to the servers of this machine */
  readonly env: Readonly<Record<string, string>>;
  readonly archive: LocalArchive;
  /** velocity of the simulated displacement at a place, that of the atmosphere with it, m/year toward the satellite */
  velocityAt(lat: number, lon: number): number;
  close(): Promise<void>;
}

/** Write the products of two frames of every pair into a folder, and serve them with catalogue, login and tiles. */
export async function valleyArchive(folder: string): Promise<ValleyArchive> {
  const valley = simulateValley({ length: LENGTH, width: WIDTH, numDate: 8 });
  const { dates, pairs, bperp, coherence, land } = valley;
  const years = yearsSinceFirst(dates);
  const displacement = dates.map((_, k) => valley.displacement(k));
  const products = join(folder, 'archived');
  const at = (y: number, x: number) => y * WIDTH + x;
  for (const [early, late] of pairs) {
    const content = {
      pair: [dates[late], dates[early]] as const,
      step: STEP,
      corner: CORNER,
      columns: [0, WIDTH] as const,
      track: 144,
      bperp: bperp[late] - bperp[early],
      coherence: (y: number, x: number) => coherence.data[at(y, x)],
      labels: (y: number, x: number) => land.data[at(y, x)],
      incidence: (h: number, _: number, lon: number) => 40 + h / 1e4 - 10 * (lon + 120.3),
    };
    for (const [k, rows] of FRAMES.entries())
      await writeSentinelGunw(products, {
        ...content,
        rows,
        time: k === 0 ? '135200' : '135225',
        // Each frame is unwrapped by itself: whole cycles and an offset lie between them.
        phase: (y, x) => {
          const i = at(y, x);
          const moved = displacement[late][i] - displacement[early][i];
          return land.data[i] === 0
            ? 0
            : TO_PHASE * moved + k * (2 * Math.PI * ((early % 3) - 1) + 0.4) + 1e-3;
        },
      });
  }
  const names = readdirSync(products);
  const baselines = new Map(
    pairs.map(([early, late]) => [`${dates[late]}_${dates[early]}`, bperp[late] - bperp[early]]),
  );
  const archive = await gunwArchiveHere(
    names.map((name) => ({
      name: name.replace(/\.nc$/, ''),
      bytes: readFileSync(join(products, name)),
      bperp: baselines.get(/\d{8}_\d{8}/.exec(name)![0]),
      box: [36.7, 37.26, -120.63, -120.03],
    })),
    { page: 20 },
  );
  const tiles = await serveRanges(tilesHere(join(folder, 'tiles'), land.data));
  return {
    env: {
      ...archive.env,
      EARTHDATA_TOKEN: 'good-token',
      COPERNICUS_DEM_URL: `${tiles.url}/dem`,
      WORLD_COVER_URL: `${tiles.url}/cover`,
    },
    archive,
    velocityAt(lat, lon) {
      const [y, x] = [Math.floor(CORNER[0] - lat / STEP), Math.floor(lon / STEP - CORNER[1])];
      return slope(
        years,
        displacement.map((one) => one[at(y, x)]),
      );
    },
    close: async () => void (await Promise.all([archive.close(), tiles.close()])),
  };
}

/** Elevation that rises to the east, and the lake of the valley as water among the classes of land cover. */
function tilesHere(folder: string, land: Uint8Array) {
  const tile = (name: string, side: number, [north, west, degrees]: readonly number[], value: Value) => {
    const step = degrees / side;
    const grid = { yFirst: north, xFirst: west, yStep: -step, xStep: step, length: side, width: side };
    const values = Float32Array.from({ length: side * side }, (_, i) =>
      value(north - (Math.floor(i / side) + 0.5) * step, west + ((i % side) + 0.5) * step),
    );
    const path = join(folder, `${name}.tif`);
    writeSmallTiff(path, grid, values, 4326);
    return { bytes: readFileSync(path) };
  };
  const height: Value = (_, lon) => 60 + 400 * Math.max(0, lon + 120.25);
  const cover: Value = (lat, lon) => {
    const [y, x] = [Math.floor(CORNER[0] - lat / STEP), Math.floor(lon / STEP - CORNER[1])];
    const isInside = y >= 0 && y < LENGTH && x >= 0 && x < WIDTH;
    return isInside && land[y * WIDTH + x] === 0 ? 80 : 10;
  };
  const [n36, n37] = ['N36', 'N37'].map((lat) => `Copernicus_DSM_COG_30_${lat}_00_W121_00_DEM`);
  return new Map([
    [`/dem/${n36}/${n36}.tif`, tile('n36', 100, [37, -121, 1], height)],
    [`/dem/${n37}/${n37}.tif`, tile('n37', 100, [38, -121, 1], height)],
    ['/cover/ESA_WorldCover_10m_2021_v200_N36W123_Map.tif', tile('cover', 900, [39, -123, 3], cover)],
  ]);
}

function slope(xs: ArrayLike<number>, ys: readonly number[]): number {
  const mean = (of: (i: number) => number) => ys.reduce((sum, _, i) => sum + of(i), 0) / ys.length;
  const [x, y] = [mean((i) => xs[i]), mean((i) => ys[i])];
  return mean((i) => (xs[i] - x) * (ys[i] - y)) / mean((i) => (xs[i] - x) ** 2);
}

type Value = (lat: number, lon: number) => number;
