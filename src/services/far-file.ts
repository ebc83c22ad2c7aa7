import type { ByteSource } from '../io/bytes/byte-source.ts';
import type { Fetch } from '../io/bytes/fetch.ts';
import { openUrl } from '../io/bytes/http-source.ts';
import type { FoundLogin } from './credentials.ts';
import { statusError } from './failures.ts';
import { abortSignal, type Service, type ServiceContext } from './service.ts';
import { AnswerError } from './service-errors.ts';

/**
 * A file of a service that is read in parts, where it is.
 *
 * @throws {LoginRefusedError} {LicenceError} {NotThereError} {AnswerError} and what `openUrl` throws
 */
export async function openFarFile(
  { service, url, login }: { readonly service: Service; readonly url: string; readonly login?: FoundLogin },
  context: ServiceContext,
): Promise<ByteSource> {
  const ask: Fetch = context.fetch ?? ((address, init) => fetch(address, init));
  const checked: Fetch = async (address, init) => {
    const response = await ask(address, init);
    const { status, headers } = response;
    const isRefused = [401, 403, 404, 410].includes(status);
    const isPage = response.ok && /^text\/html\b/.test(headers.get('content-type') ?? '');
    if (!isRefused && !isPage) return response;
    await response.body?.cancel();
    if (isRefused) throw statusError(service, url, status, login?.place);
    throw new AnswerError(
      `${service.name} sent a web page instead of ${url}.`,
      'Open the address in a browser to see what it asks for: a login, or that terms are accepted.',
    );
  };
  return openUrl(url, {
    fetch: checked,
    headers: login === undefined ? {} : { Authorization: login.authorization },
    retry: context.retry,
    timeoutMs: context.silenceMs,
    signal: abortSignal(context),
  });
}
