import type { ViewRequest } from '../operations/figures/request.ts';
import type { ViewFlags } from './view-flags.ts';
import { viewRequest } from './view-request.ts';

/** What a command that draws a map beside something else does not ask: which rasters, which points, which file. */
const NOT_ASKED = {
  names: [],
  indices: [],
  search: true,
  exclude: [],
  showDropped: true,
  subX: undefined,
  subY: undefined,
  subLat: undefined,
  subLon: undefined,
  pointMarker: 'k^',
  pointSize: 6,
  pointYX: undefined,
  pointLalo: undefined,
  pointFile: undefined,
  outfiles: [],
  save: undefined,
  display: undefined,
  update: false,
  verbose: true,
} as const;

type Asked = Omit<ViewFlags, keyof typeof NOT_ASKED> &
  Partial<Pick<ViewFlags, 'subX' | 'subY' | 'subLat' | 'subLon'>> & { readonly file: string };

/** The map that the shared flags of a command describe. */
export function mapRequest(flags: Asked): Promise<ViewRequest> {
  const { subX, subY, subLat, subLon } = flags;
  return viewRequest({ ...flags, ...NOT_ASKED, subX, subY, subLat, subLon });
}
