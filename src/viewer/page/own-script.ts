/** Text of the script that is running, which workers run too; told only while it begins, and undefined in a worker. */
export const ownScript = globalThis.document?.currentScript?.textContent ?? undefined;
