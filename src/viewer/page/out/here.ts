/** Time after which values that do not come are given up, ms. */
const LONGEST_MS = 60_000;
const LOOK_MS = 15;

/** What a function gives once values that it asks for have come. @throws {Error} with a sentence when they do not come */
export async function whenHere<T>(read: () => T | undefined, problem: string): Promise<T> {
  const until = Date.now() + LONGEST_MS;
  for (;;) {
    const found = read();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(problem);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
