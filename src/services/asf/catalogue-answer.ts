import { AnswerError } from '../service-errors.ts';
import { type FoundProducts, type GunwProduct, gunwProduct, type Mission } from './gunw-product.ts';

/**
 * Read one page of NASA's catalogue, granules in UMM-G (JSON). Values in, values out.
 *
 * @param from for messages @throws {AnswerError} when it is something else
 */
export function parseCataloguePage(json: unknown, mission: Mission, from: string): FoundProducts {
  const { items } = (json ?? {}) as { readonly items?: unknown };
  if (!Array.isArray(items))
    throw new AnswerError(`${from} did not answer with a list of products.`, 'Try again later.');
  const products: GunwProduct[] = [];
  const others: string[] = [];
  for (const item of items) {
    const umm = item?.umm ?? {};
    const name = String(umm.GranuleUR ?? '');
    const url = fileAddress(umm.RelatedUrls);
    const file = archivedFile(umm.DataGranule?.ArchiveAndDistributionInformation, url);
    const attribute = attributesOf(umm.AdditionalAttributes);
    const md5 = attribute('MD5SUM');
    const product = gunwProduct(mission, {
      name: /GUNW/.test(name) ? name.replace(/-metadata$/, '') : baseName(url),
      url,
      size: file?.SizeInBytes ?? attribute('BYTES'),
      digest: md5 ?? file?.Checksum?.Value,
      algorithm: md5 === undefined ? file?.Checksum?.Algorithm : 'md5',
      bperp: attribute('PERPENDICULAR_BASELINE'),
    });
    if (product === undefined) others.push(name);
    else products.push(product);
  }
  return { products, others };
}

interface Archived {
  readonly Name?: unknown;
  readonly SizeInBytes?: unknown;
  readonly Checksum?: { readonly Value?: unknown; readonly Algorithm?: unknown };
}

/** Address of the product itself: data on the web before services, never a picture or a sheet. */
function fileAddress(urls: unknown): string | undefined {
  const found = (Array.isArray(urls) ? urls : []).filter(
    ({ URL: url, Type: type }) =>
      /^https?:\/\/.*\.(nc|h5)$/.test(String(url)) && /^(GET DATA|USE SERVICE API)$/.test(String(type)),
  );
  const best = found.find(({ Type: type }) => type === 'GET DATA') ?? found[0];
  return best === undefined ? undefined : String(best.URL);
}

function archivedFile(files: unknown, url: string | undefined): Archived | undefined {
  const list: readonly Archived[] = Array.isArray(files) ? files : [];
  return (
    list.find((file) => String(file?.Name) === baseName(url)) ?? (list.length === 1 ? list[0] : undefined)
  );
}

function attributesOf(attributes: unknown): (name: string) => unknown {
  const list = Array.isArray(attributes) ? attributes : [];
  return (name) => {
    const values: unknown = list.find((one) => one?.Name === name)?.Values;
    return Array.isArray(values) ? values[0] : undefined;
  };
}

function baseName(url: string | undefined): string {
  return (url ?? '').replace(/^.*\//, '');
}
