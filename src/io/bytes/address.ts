/** Whether a place of bytes is on a server, not on this machine. */
export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/** An address for messages: without the secrets it may carry. */
export function publicAddress(address: string): string {
  return address.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
