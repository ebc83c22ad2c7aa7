import { resolve } from 'node:path';
import { NotFoundError, OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, flag, group, on, tuple } from '../flags/flag.ts';
import { finite, folder, int, type Kind, outputFile, positive, word } from '../flags/kind.ts';
import { keepSecret } from '../io/files/holder.ts';
import { downloadGunw } from '../operations/archive/download-gunw.ts';
import { drawProductNetwork } from '../operations/archive/draw-product-network.ts';
import { type ProductNetwork, productNetwork } from '../operations/archive/product-network.ts';
import { searchArea } from '../operations/archive/search-area.ts';
import { writeUrlList } from '../operations/archive/url-list.ts';
import type { GunwProduct } from '../services/asf/gunw-product.ts';
import { searchGunw } from '../services/asf/search-gunw.ts';
import { date } from './date-kinds.ts';
import { networkLines } from './network-lines.ts';
import { styleFlags } from './style-flags.ts';

/** One of a few words in any case, whole or only its beginning; `said` is what scripts may write. */
function anyCase<const C extends string>(names: readonly C[]): Kind<C, C | Lowercase<C>> {
  const accepts = `one of ${names.join(', ')}`;
  return {
    accepts,
    proposed: names,
    metavar: names.join('|'),
    parse: (text) => {
      const found = names.filter((name) => name.toLowerCase().startsWith(text.trim().toLowerCase()));
      if (text.trim() !== '' && found.length === 1) return found[0];
      throw new OptionError(`"${text}" is not ${accepts}.`, `Write ${accepts}.`);
    },
  };
}

const tracks: Kind<readonly number[], string | number> = {
  accepts: 'tracks such as 64 or 064,137',
  metavar: 'TRACKS',
  parse: (text) =>
    text.split(',').map((one) => {
      const track = /^\s*\d{1,3}\s*$/.test(one) ? Number(one) : 0;
      if (track >= 1 && track <= 175) return track;
      throw new OptionError(`"${one}" is no track.`, 'Write relative orbits, 1 to 175, separated by commas.');
    }),
};

const pair: Kind<readonly [string, string], string> = {
  accepts: 'a pair such as 20210711_20210723',
  metavar: 'YYYYMMDD_YYYYMMDD',
  parse: (text) => {
    const [one, other, ...more] = text.split(/[_-]/).map((part) => date.parse(part));
    if (other !== undefined && more.length === 0 && one !== other) return [one, other];
    throw new OptionError(`"${text}" is no pair.`, 'Write two dates, as in 20210711_20210723.');
  },
};

const files: Kind<number, number | 'all' | 'All'> = {
  accepts: 'a number, or all',
  metavar: 'NUM',
  parse: (text) => (/^all$/i.test(text) ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, int(1).parse(text))),
};
/** More connections than that archives answer with 429. */
const MOST_AT_ONCE = 16;

/** `mintsar ariaDownload`. */
export const command = defineCommand({
  description:
    'Finds interferograms of ARIA (Sentinel-1 GUNW) and NISAR (L2 GUNW) in the archive of the Alaska Satellite Facility, counts them, lists\ntheir addresses, or fetches them: several at a time, what is there is kept, what was cut off is gone on with, and every file is checked\nagainst the digest of the archive.\nFiles need a free Earthdata login: a token in EARTHDATA_TOKEN, EARTHDATA_USERNAME and EARTHDATA_PASSWORD, machine\nurs.earthdata.nasa.gov in ~/.netrc, or --user and --pass. Names and passwords go to that login alone.\n--network proposes a connected network of the pairs there are and tells how well the velocity will be known, before anything is fetched.',
  examples: [
    "mintsar ariaDownload -o Count -t 144 -b '36.75 37.23 -120.61 -120.06'",
    "mintsar ariaDownload -b '36.75 37.23 -120.61 -120.06' -t 144 -s 20180101 -e 20181231 -nt 8",
    'mintsar ariaDownload -t 144 -o Url --descending --version 3',
    "mintsar ariaDownload -t 144 -b '36.75 37.23 -120.61 -120.06' -o Count --network sbas --max-days 48 --max-bperp 200 --bridge-seasons",
    "mintsar ariaDownload --mission NISAR -b '36.75 37.23 -120.61 -120.06' --ifg 20260701_20260713",
  ],
  references: [
    'Zebker and Villasenor (1992), IEEE Trans. Geosci. Remote Sens. 30, doi:10.1109/36.175330 (decorrelation)',
    'Rocca (2007), IEEE Trans. Geosci. Remote Sens. 45, doi:10.1109/TGRS.2007.902286 (its decay in time)',
    'Samiei-Esfahany et al. (2016), IEEE Trans. Geosci. Remote Sens. 54, doi:10.1109/TGRS.2016.2566604 (covariance of interferograms)',
    'Emardson et al. (2003), J. Geophys. Res. 108, doi:10.1029/2002JB001781 (troposphere)',
  ],
  flags: {
    output: flag('-o --output', anyCase(['Download', 'Count', 'Url']), 'fetch, count, or list addresses', {
      default: 'Download',
    }),
    tracks: flag('-t --track', tracks, 'relative orbits'),
    area: flag('-b --bbox', word, '"SOUTH NORTH WEST EAST" in degrees, or a file of outlines', {
      metavar: 'AREA',
    }),
    folder: flag('-w --workdir', folder, 'where files go; made when it is not there', {
      shown: './products',
    }),
    start: flag('-s --start', date, 'earliest date of a pair'),
    end: flag('-e --end', date, 'latest date of a pair'),
    mission: flag('--mission', anyCase(['S1', 'NISAR']), 'Sentinel-1 or NISAR', { default: 'S1' }),
    maxDays: flag('-l --daysless', int(0), 'longest time between the acquisitions, days'),
    minDays: flag('-m --daysmore', int(0), 'shortest time between the acquisitions, days'),
    pair: flag('-i --ifg', pair, 'this pair alone, in any order; other dates do not count then'),
    direction: flag('-d --direction', anyCase(['ascending', 'descending']), 'flight direction'),
    ascending: on('--ascending', 'the same as --direction ascending'),
    descending: on('--descending', 'the same as --direction descending'),
    version: flag('--version', word, 'version of the products or its beginning, such as 2_0_4 or 3; or all'),
    user: flag('-u --user', word, 'name of the Earthdata login'),
    password: flag('-p --pass', word, 'its password; other programs can see what is typed here'),
    atOnce: flag('-nt --num_threads', files, 'files at the same time, or all (16)', { default: 4 }),
    verbose: on('-v --verbose', 'list the products'),
    logLevel: accepted(
      '--log-level',
      word,
      'accepted for old scripts: mintsar --loglevel LEVEL ariaDownload …',
    ),
    ...group('network', {
      network: flag('--network', anyCase(['sbas']), 'take a connected network of small baselines alone'),
      networkDays: flag('--max-days', int(1), 'longest time of its pairs, days', { shown: 'any' }),
      networkBperp: flag('--max-bperp', positive, 'longest perpendicular baseline, m', { shown: 'any' }),
      bridgeSeasons: on('--bridge-seasons', 'also, of every date, the pair nearest to one year'),
      decorrelation: tuple(
        '--decorrelation',
        finite,
        'SHARE DAYS',
        'coherence that persists, and time in which the rest decays',
        {
          shown: 'three kinds of ground',
        },
      ),
      figure: flag('--network-figure', outputFile, 'picture of the network: .png, .pdf or .svg'),
      ...styleFlags,
    }),
  },
  async run(request, context) {
    const { output, tracks, pair, start, end, mission, maxDays, minDays, user, password, atOnce } = request;
    if (password !== undefined) keepSecret(password);
    const directory = request.folder ?? resolve('products');
    const box = request.area === undefined ? undefined : searchArea(request.area);
    const version = /^all$/i.test(request.version ?? 'all') ? undefined : request.version?.replace(/^v/, '');
    const direction = directionOf(request);
    const limits = networkLimits(request);
    const search = { mission, box, tracks, direction, start, end, minDays, maxDays, pair };
    const anyVersion = await searchGunw(search, context);
    const found = anyVersion.filter((product) => version === undefined || isOf(product, version));
    if (found.length === 0 && anyVersion.length > 0)
      throw new NotFoundError(
        `None of the ${anyVersion.length} products found is of version ${version}.`,
        `There are ${[...new Set(anyVersion.map((product) => product.version))].sort().join(', ')}.`,
      );
    let products: readonly GunwProduct[] = found;
    let network: ProductNetwork | undefined;
    if (limits !== undefined) {
      network = productNetwork({ products, ...limits });
      products = network.pairs.flatMap((one) => one.products);
      for (const line of networkLines(network, request.verbose)) context.print(line);
      if (request.figure !== undefined) {
        await drawProductNetwork(network, request.figure, request);
        context.print(`wrote ${request.figure}`);
      }
    }
    if (request.verbose) for (const { url } of products) context.print(url);
    context.print(`Found -- ${products.length} -- products`);
    if (output === 'Count') return { products, network };
    if (products.length === 0)
      throw new NotFoundError(
        'The archive has no such product.',
        'Widen area, dates or baselines of the search.',
      );
    if (output === 'Url') {
      const list = writeUrlList({ urls: products.map(({ url }) => url), folder: directory, tracks, box });
      context.print(list);
      return { products, network, list };
    }
    const { paths, numNew } = await downloadGunw(
      { products, folder: directory, user, password, atOnce },
      context,
    );
    context.print(`${paths.length} products in ${directory}, ${numNew} of them new`);
    return { products, network, paths };
  },
});

function isOf({ version }: GunwProduct, wanted: string): boolean {
  return `${version}_`.startsWith(`${wanted}_`);
}

function directionOf({
  direction,
  ascending,
  descending,
}: {
  readonly direction?: 'ascending' | 'descending';
  readonly ascending: boolean;
  readonly descending: boolean;
}): 'ascending' | 'descending' | undefined {
  const said = [direction, ascending && 'ascending', descending && 'descending'].filter((one) => one);
  const [one, ...others] = new Set(said as ('ascending' | 'descending')[]);
  if (others.length > 0)
    throw new OptionError('Both flight directions are asked for.', 'Leave --direction out for both.');
  return one;
}

function networkLimits(request: {
  readonly network?: 'sbas';
  readonly networkDays?: number;
  readonly networkBperp?: number;
  readonly bridgeSeasons: boolean;
  readonly decorrelation?: readonly [number, number];
  readonly figure?: string;
}) {
  const { network, networkDays, networkBperp, bridgeSeasons, decorrelation, figure } = request;
  if (network === undefined) {
    const names = {
      networkDays: '--max-days',
      networkBperp: '--max-bperp',
      decorrelation: '--decorrelation',
      figure: '--network-figure',
    };
    const lone = Object.entries(names).find(([key]) => request[key as keyof typeof names] !== undefined)?.[1];
    if (lone !== undefined || bridgeSeasons)
      throw new OptionError(
        `${lone ?? '--bridge-seasons'} is a limit of --network, which is not given.`,
        'Add --network sbas; --daysless limits all products.',
      );
    return undefined;
  }
  const [share, days] = decorrelation ?? [0.5, 50];
  if (!(share >= 0 && share <= 1 && days > 0))
    throw new OptionError(
      `--decorrelation ${share} ${days} is no model.`,
      'Give a share between 0 and 1 and days above 0, as in 0.4 50.',
    );
  if (figure !== undefined && !/\.(png|pdf|svg)$/i.test(figure))
    throw new OptionError(
      `--network-figure ${figure}: figures are .png, .pdf or .svg.`,
      'Name one of these.',
    );
  return {
    ...(networkDays !== undefined && { maxDays: networkDays }),
    ...(networkBperp !== undefined && { maxBperp: networkBperp }),
    bridgeSeasons,
    decorrelation,
  };
}
