import type { Context } from '../../core/context.ts';
import { OptionError, RunError } from '../../core/errors.ts';
import { fetchGunw } from '../../services/asf/fetch-gunw.ts';
import type { GunwProduct } from '../../services/asf/gunw-product.ts';
import { type GunwArchive, gunwArchive } from '../../services/asf/search-gunw.ts';
import { findLogin, passwordLogin } from '../../services/credentials.ts';
import { failureSummary } from '../../services/fetch-all.ts';
import type { ServiceContext } from '../../services/service.ts';
import { assertRequest } from '../request.ts';

export interface DownloadRequest {
  readonly products: readonly GunwProduct[];
  readonly folder: string;
  /** Earthdata login; else that of the environment or of `.netrc` */
  readonly user?: string;
  readonly password?: string;
  /** files at the same time; 4 unless given */
  readonly atOnce?: number;
  readonly archive?: GunwArchive;
}

/**
 * Fetch products of an archive into a folder: several at a time, what is whole stays, what was cut off is gone on with.
 *
 * @returns paths of all products, and how many came now
 * @throws {LoginMissingError} {LoginRefusedError}  @throws {RunError} when some could not be fetched; the others are there
 */
export async function downloadGunw(
  request: DownloadRequest,
  context: Context & Partial<ServiceContext>,
): Promise<{ readonly paths: readonly string[]; readonly numNew: number }> {
  assertRequest('downloadGunw', request, context, ['folder']);
  const { products, folder, user, password, atOnce = 4, archive = gunwArchive() } = request;
  if ((user === undefined) !== (password === undefined))
    throw new OptionError(
      `The Earthdata login has a ${user === undefined ? 'password without a name' : 'name without a password'}.`,
      'Give both --user and --pass, or put them into ~/.netrc and give neither.',
    );
  const login =
    user !== undefined && password !== undefined
      ? passwordLogin(user, password, '--user and --pass')
      : findLogin(archive.logins, context.places)!;
  const outcomes = await fetchGunw(products, { folder, login, atOnce, archive }, context);
  const files = outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
  const failed = outcomes.length - files.length;
  if (failed > 0) {
    const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
    const isOneKind = new Set(errors.map(({ name }) => name)).size === 1;
    if (files.every(({ isNew }) => !isNew) && isOneKind) throw errors[0];
    for (const line of failureSummary('products', outcomes)) context.log.warn(line);
    throw new RunError(
      `${failed} of ${outcomes.length} products were not fetched.`,
      'Run the same command again: what is there is kept, and what was begun is gone on with.',
    );
  }
  return { paths: files.map(({ path }) => path), numNew: files.filter(({ isNew }) => isNew).length };
}
