/** What the name of a zenith delay product tells. */
export interface TropoName {
  /** of the weather model, `YYYYMMDDTHHMMSSZ` */
  readonly time: string;
  /** name of the whole product, without an ending */
  readonly product: string;
}

const NAME = /^(OPERA_L4_TROPO-ZENITH_(\d{8}T\d{6}Z)_\d{8}T\d{6}Z_HRES_v\d+(?:\.\d+)*)(?:_[^/]*)?\.nc$/;

/** Read the name of a file; undefined when it is that of something else. */
export function parseTropoName(file: string): TropoName | undefined {
  const found = NAME.exec(file);
  return found === null ? undefined : { product: found[1], time: found[2] };
}
