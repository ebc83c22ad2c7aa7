import { type GunwName, gunwNameIf } from '../../io/gunw/gunw-name.ts';

/** Whose products they are. */
export type Mission = 'S1' | 'NISAR';

/** A digest that the archive keeps of a file, in hexadecimal digits. */
export interface Checksum {
  readonly algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  readonly digest: string;
}

/** A product of the archive. */
export interface GunwProduct extends GunwName {
  readonly mission: Mission;
  readonly name: string;
  /** which of the frames along the track: products of one pair that have the same place show the same ground */
  readonly place: string;
  /** address of its file */
  readonly url: string;
  /** bytes, as far as the archive says */
  readonly size: number | undefined;
  readonly checksum: Checksum | undefined;
  /** perpendicular baseline, m, as far as the archive says */
  readonly bperp: number | undefined;
}

export interface FoundProducts {
  readonly products: readonly GunwProduct[];
  /** names of what was found and is no GUNW product */
  readonly others: readonly string[];
}

/** What the archive tells of a file, as it stands in its answer. */
export interface ArchiveEntry {
  readonly name: string;
  readonly url: unknown;
  readonly size?: unknown;
  readonly digest?: unknown;
  readonly algorithm?: unknown;
  readonly bperp?: unknown;
}

/** The product of an entry; undefined when it is none, or has no file on the web. Values in, values out. */
export function gunwProduct(mission: Mission, entry: ArchiveEntry): GunwProduct | undefined {
  const { url } = entry;
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url)) return undefined;
  const name = entry.name.replace(/\.(nc|h5)$/, '');
  const facts = gunwNameIf(name);
  if (facts?.mission !== mission) return undefined;
  const size = Number(entry.size ?? Number.NaN);
  const bperp = Number.parseFloat(String(entry.bperp));
  return {
    ...facts,
    mission,
    name,
    place: facts.frame?.toString() ?? name.split('-')[8],
    url,
    size: size > 0 && size < 2 ** 53 ? Math.round(size) : undefined, // some catalogues count in fractions of megabytes
    checksum: checksum(entry.digest, entry.algorithm),
    bperp: Number.isFinite(bperp) ? bperp : undefined,
  };
}

/** Name of the file of a product. */
export function fileName({ mission, name }: Pick<GunwProduct, 'mission' | 'name'>): string {
  return `${name}.${mission === 'S1' ? 'nc' : 'h5'}`;
}

/** In the order of their dates, then names. */
export function inOrder(products: readonly GunwProduct[]): GunwProduct[] {
  return [...products].sort(
    (a, b) =>
      Number(a.early) - Number(b.early) || Number(a.late) - Number(b.late) || (a.name < b.name ? -1 : 1),
  );
}

const DIGITS = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const;

function checksum(digest: unknown, algorithm: unknown): Checksum | undefined {
  if (typeof digest !== 'string' || !/^[0-9a-f]+$/i.test(digest)) return undefined;
  const kind = String(algorithm).toLowerCase().replace('-', '') as keyof typeof DIGITS;
  return DIGITS[kind] === digest.length ? { algorithm: kind, digest: digest.toLowerCase() } : undefined;
}
