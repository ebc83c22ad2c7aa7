import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { writeProduct } from '../../src/io/products/product.ts';
import { motionOf } from '../../src/operations/figures/gnss-motion.ts';
import { viewFigure } from '../../src/operations/figures/view.ts';
import { findStations, type GnssSource, readStations } from '../../src/services/gnss/gnss-sources.ts';
import { type Answer, answering, file } from '../support/answers.ts';
import { describeWithSharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/tiny-series.ts';

/* Tolerances of the reference's MANIFEST: 1e-6 m, 2e-6 m/year. */

const PLACES = [
  ['AB01', 33.2, -117.75],
  ['AB02', 33.27, -117.62],
  ['AB03', 33.12, -117.6],
  ['AB04', 33.31, -117.8],
] as const;
const [START, END] = ['20150110', '20160401'];

/** A velocity map of the stations' area, with the orbit of the reference's series. */
const ATTRIBUTES = {
  ...{ FILE_TYPE: 'velocity', UNIT: 'm/year', LENGTH: '100', WIDTH: '100', REF_Y: '1', REF_X: '2' },
  ...{ Y_FIRST: '33.5', X_FIRST: '-118', Y_STEP: '-0.005', X_STEP: '0.006' },
  ...{ Y_UNIT: 'degrees', X_UNIT: 'degrees', HEIGHT: '693000', EARTH_RADIUS: '6371200' },
  ...{ STARTING_RANGE: '830000', RANGE_PIXEL_SIZE: '370', HEADING: '-12.5', ANTENNA_SIDE: '-1' },
  CENTER_INCIDENCE_ANGLE: '35.778861189245156',
  ...{ WAVELENGTH: '0.0554658', PROCESSOR: 'isce', START_DATE: START, END_DATE: END },
};

describeWithSharedData('GNSS stations on a map', (data) => {
  const input = join(data, 'corrections/gnss/input');
  const text = (name: string) => readFileSync(join(input, name), 'utf8');
  const { sites } = JSON.parse(
    readFileSync(join(data, 'corrections/gnss/expected/gnss_expected.json'), 'utf8'),
  );

  async function velocityMap() {
    const path = join(temporaryFolder(), 'geo_velocity.h5');
    const values = Float32Array.from({ length: 10000 }, (_, i) =>
      i % 100 < 50 ? 0.01 : i < 5000 ? Number.NaN : -0.02,
    );
    await writeProduct(
      path,
      ATTRIBUTES,
      [{ name: 'velocity', type: 'f4', shape: [100, 100], values }],
      quietContext(),
    );
    return path;
  }

  test.each<[GnssSource]>([['UNR'], ['ESESES'], ['SIDESHOW'], ['GENERIC']])(
    '%s tells where stations are and how they move, as the reference reads it',
    async (source) => {
      const folder = temporaryFolder();
      cpSync(input, folder, { recursive: true });
      const where = { folder };
      const search = { box: { south: 33, north: 33.5, west: -118, east: -117 }, start: START, end: END };
      const places = await findStations(source, search, where, quietContext());
      expect(places.map((place) => place.site)).toEqual(['AB01', 'AB02', 'AB03', 'AB04']);
      places.forEach(({ latitude, longitude }, k) => {
        expect(latitude).toBeCloseTo(PLACES[k][1], 5);
        expect(longitude).toBeCloseTo(PLACES[k][2], 5);
      });
      const outcomes = await readStations(source, [places[0], places[3]], where, quietContext());
      for (const outcome of outcomes) {
        if ('error' in outcome) throw outcome.error;
        const series = outcome.value;
        // The same solutions as those of SIDESHOW, in a layout that the reference does not get to read.
        const kind = source === 'GENERIC' ? 'SIDESHOW' : source;
        const expected = sites[`${kind}:${outcome.item}`];
        // The reference dates ESESES a day late, and leaves the last day of SIDESHOW out.
        const [start, end] = source === 'ESESES' ? ['20150109', '20160331'] : [START, '20160331'];
        const within = source === 'UNR' ? [START, END] : [start, end];
        const used = series.dates.flatMap((date, k) => (date >= within[0] && date <= within[1] ? [k] : []));
        expect(used).toHaveLength(expected.num_date);
        for (const [name, values] of Object.entries({
          ...{ dis_e: series.east, dis_n: series.north, dis_u: series.up },
          ...{ std_e: series.eastStd, std_n: series.northStd, std_u: series.upStd },
        })) {
          used
            .filter((_, n) => n % expected.sample_every === 0)
            .forEach((k, n) => {
              expect(Math.abs(values[k] - expected[name][n]), name).toBeLessThan(1e-6);
            });
        }
        const look = { incidence: expected.los_metadata.inc, azimuth: expected.los_metadata.az };
        const request = { component: 'enu2los', start: within[0], end: within[1] } as const;
        const motion = motionOf(series, { ...request, horizontalAzimuth: -90 }, look);
        expect(Math.abs(motion.velocity - expected.los_metadata.velocity)).toBeLessThan(2e-6);
        const [first, last] = expected.los_metadata.dis_first_last;
        expect(Math.abs(motion.displacement - (last - first))).toBeLessThan(1e-6);
      }
    },
  );

  test('are fetched once, coloured by their velocity toward the satellite, and kept in a table', async () => {
    const answers: Record<string, Answer> = {
      '/NGLStationPages/DataHoldings.txt': file(text('DataHoldings.txt')),
    };
    for (const [site] of PLACES)
      answers[`/gps_timeseries/IGS20/tenv3/IGS20/${site}.tenv3`] = file(text(`GNSS-UNR/${site}.tenv3`));
    const server = await answering(answers);
    const path = await velocityMap();
    const here = process.cwd();
    process.chdir(temporaryFolder());
    try {
      const local = (url: string | URL | Request, init?: RequestInit) =>
        fetch(String(url).replace('https://geodesy.unr.edu', server.url), init);
      const context = { ...quietContext(), fetch: local };
      const draw = (gnss: object, outfile: string) =>
        viewFigure({ file: path, names: ['velocity'], gnss, outfiles: [outfile] }, context);
      await draw({ component: 'enu2los', reference: 'AB03', label: true }, 'a.svg');
      const rows = readFileSync('gnss_enu2los_UNR.csv', 'utf8').trim().split('\n');
      expect(rows[0]).toBe('Site,Lon,Lat,Displacement,Velocity');
      rows.slice(1).forEach((row, k) => {
        const [site, lon, lat, displacement, velocity] = row.split(',');
        const { los_metadata: los } = sites[`UNR:${site}`];
        expect([site, Number(lat), Number(lon)]).toEqual([
          PLACES[k][0],
          PLACES[k][1],
          expect.closeTo(PLACES[k][2], 9),
        ]);
        expect(Math.abs(Number(velocity) - los.velocity)).toBeLessThan(2e-6);
        const [first, last] = los.dis_first_last;
        expect(Math.abs(Number(displacement) - (last - first))).toBeLessThan(1e-6);
      });
      const asked = server.requests.length;
      expect(asked).toBe(5);
      await server.close();

      // The server is gone: what was fetched stays, and a series that is lost is replaced by its row of the table.
      await draw({ component: 'vert', except: ['AB02'], onData: true }, 'b.svg');
      const count = (name: string) => new Set(readFileSync(name, 'utf8').match(/>AB0\d/g)).size;
      expect(count('a.svg')).toBe(4);
      expect(existsSync('gnss_vert_UNR.csv')).toBe(true);
      await draw({ label: true, onData: true }, 'c.svg');
      expect(count('c.svg')).toBe(3);
      await expect(draw({ reference: 'AB09' }, 'd.svg')).rejects.toThrow('no GNSS station AB09');
      await expect(
        draw({ reference: 'AB03', component: 'vert', start: '19990101', end: '20011231' }, 'd.svg'),
      ).rejects.toThrow(/AB03/);
    } finally {
      process.chdir(here);
    }
  });

  test('of another provider are drawn from its files', async () => {
    const path = await velocityMap();
    const folder = join(path, '..');
    cpSync(join(input, 'GNSS-ESESES'), join(folder, 'GNSS-ESESES'), { recursive: true });
    cpSync(join(input, 'ESESES_Velocities.txt'), join(folder, 'ESESES_Velocities.txt'));
    const warnings: string[] = [];
    const quiet = quietContext();
    const context = { ...quiet, log: { ...quiet.log, warn: (line: string) => warnings.push(line) } };
    writeFileSync(
      join(folder, 'gnss_horz_ESESES.csv'),
      'Site,Lon,Lat,Displacement,Velocity\nAB02,-117.62,33.27,0.01,0.02\n',
    );
    const outfile = join(folder, 'a.svg');
    await viewFigure(
      {
        file: path,
        names: ['velocity'],
        gnss: { source: 'ESESES', component: 'horz' },
        outfiles: [outfile],
      },
      context,
    );
    const table = readFileSync(join(folder, 'gnss_horz_ESESES.csv'), 'utf8');
    expect(table).toContain('AB02,-117.62,33.27,0.01,0.02');
    expect(warnings.join('\n')).toContain('no velocity of the GNSS stations AB03');
  });

  test('stand in radar images where the lookup table says; without one the image stays without them', async () => {
    const folder = temporaryFolder();
    cpSync(input, folder, { recursive: true });
    const said: string[] = [];
    const quiet = quietContext();
    const context = { ...quiet, log: { ...quiet.log, warn: (line: string) => said.push(line) } };
    const path = join(folder, 'timeseries.h5');
    const outfile = join(folder, 'a.svg');
    const names = ['20160310'];
    const request = {
      file: path,
      names,
      gnss: { source: 'ESESES', label: true },
      outfiles: [outfile],
    } as const;
    await viewFigure(request, context);
    const labels = () => [...readFileSync(outfile, 'utf8').matchAll(/>(AB0\d)</g)].map(([, site]) => site);
    expect(new Set(labels())).toEqual(new Set(['AB01', 'AB02', 'AB03', 'AB04']));
    expect(readFileSync(outfile, 'utf8')).toContain('>(ESESES)<');
    rmSync(join(folder, 'inputs'), { recursive: true });
    await viewFigure(request, context);
    expect(labels()).toEqual([]);
    expect(said.join()).toMatch(/timeseries\.h5 is in radar coordinates, and no lookup table is near it/);
  });
});
