import type { Fetch } from './fetch.ts';

/* How servers are reached that want a login: what knows about logins lies above this room, and says so where a program starts. */

/** @returns how the host of an address is asked; undefined for any host that anybody may ask */
export type HostAccess = (address: string) => Promise<Fetch | undefined>;

let provider: (() => Promise<{ readonly hostAccess: HostAccess }>) | undefined;

/** Have logins looked for from now on; the module is loaded when the first server is asked. */
export function provideHostAccess(load: () => Promise<{ readonly hostAccess: HostAccess }>): void {
  provider = load;
}

/** How to ask the host of an address, where that is not `fetch` alone. */
export async function accessTo(address: string): Promise<Fetch | undefined> {
  return (await provider?.())?.hostAccess(address);
}
