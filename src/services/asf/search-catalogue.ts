import { askJson } from '../ask-json.ts';
import { statusError } from '../failures.ts';
import type { Service, ServiceContext } from '../service.ts';
import { AnswerError } from '../service-errors.ts';
import { parseCataloguePage } from './catalogue-answer.ts';
import type { FoundProducts, GunwProduct, Mission } from './gunw-product.ts';
import { type GunwSearch, searchDays } from './gunw-search.ts';

/** Products of a page: pages of some megabytes. */
const PAGE = 500;
const MOST_BYTES = 64 << 20;
const MOST_PAGES = 2000;

/** Collections of Sentinel-1 GUNW: the one of today and its predecessor. */
const S1_COLLECTIONS = ['C2859376221-ASF', 'C1261881077-ASF'];
const NISAR_COLLECTION = 'NISAR_L2_GUNW_BETA_V1';

/** Ask NASA's catalogue, page by page until nothing is left. @throws what `askJson` throws, and {AnswerError} for half an answer */
export async function searchCatalogue(
  catalogue: Service,
  search: GunwSearch,
  context: ServiceContext,
): Promise<FoundProducts> {
  const { tracks = [], mission = 'S1' } = search;
  const questions = mission === 'S1' && tracks.length > 0 ? tracks : [undefined];
  const products: GunwProduct[] = [];
  const others: string[] = [];
  for (const track of questions) {
    const found = await allPages(catalogue, catalogueWords(search, track), mission, context);
    products.push(...found.products);
    others.push(...found.others);
  }
  return { products, others };
}

async function allPages(
  catalogue: Service,
  words: URLSearchParams,
  mission: Mission,
  context: ServiceContext,
): Promise<FoundProducts> {
  const url = `${catalogue.address}/search/granules.umm_json`;
  const products: GunwProduct[] = [];
  const others: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page++) {
    const headers: Record<string, string> = after === null ? {} : { 'CMR-Search-After': after };
    const answer = await askJson(
      { service: catalogue, url, headers, body: words, maxBytes: MOST_BYTES },
      context,
    );
    if (answer.status !== 200) throw refusal(catalogue, url, answer);
    const found = parseCataloguePage(answer.json, mission, catalogue.name);
    products.push(...found.products);
    others.push(...found.others);
    const count = products.length + others.length;
    const hits = Number(answer.headers.get('cmr-hits') ?? Number.NaN);
    if (count >= hits) return { products, others };
    const next = answer.headers.get('cmr-search-after');
    const isEmpty = found.products.length + found.others.length === 0;
    if (next === null || isEmpty) {
      if (Number.isNaN(hits)) return { products, others };
      throw new AnswerError(
        `${catalogue.name} announced ${hits} products and sent ${count}.`,
        'Run the same command again.',
      );
    }
    after = next;
  }
  throw new AnswerError(`${catalogue.name} sends page after page without an end.`, 'Narrow the search.');
}

function refusal(
  service: Service,
  url: string,
  { status, json }: { status: number; json: Readonly<Record<string, unknown>> },
) {
  const { errors } = json;
  if (!Array.isArray(errors)) return statusError(service, url, status, undefined);
  return new AnswerError(
    `${service.name} refuses the search (${status}): ${errors.join('; ').slice(0, 300)}.`,
    'Change the search.',
  );
}

/** Words of the catalogue's search. */
function catalogueWords(search: GunwSearch, track: number | undefined): URLSearchParams {
  const { box, direction, mission = 'S1' } = search;
  const words = new URLSearchParams({ page_size: String(PAGE) });
  if (mission === 'S1') {
    for (const id of S1_COLLECTIONS) words.append('collection_concept_id[]', id);
    words.append('attribute[]', 'string,PROCESSING_TYPE,GUNW_STD');
    if (track !== undefined) words.append('attribute[]', `int,PATH_NUMBER,${track}`);
    if (direction !== undefined)
      words.append('attribute[]', `string,ASCENDING_DESCENDING,${direction.toUpperCase()}`);
  } else words.set('short_name', NISAR_COLLECTION);
  if (box !== undefined) {
    const [west, east] = [box.west, box.east].map((lon) => (lon > 180 ? lon - 360 : lon));
    const ring = [west, box.south, east, box.south, east, box.north, west, box.north, west, box.south];
    words.set('polygon', ring.join(','));
  }
  const { from, to } = searchDays(search);
  if (from !== undefined || to !== undefined) words.set('temporal', `${from ?? ''},${to ?? ''}`);
  return words;
}
