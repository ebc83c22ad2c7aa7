/**
 * Memory for one output of a kernel that serves block after block: an output is written before the next block comes, and
 * fresh memory costs more than many kernels compute.
 * @returns function that gives `length` values, holding whatever they held before
 */
export function blockMemory(): (length: number) => Float32Array {
  let memory = new Float32Array(0);
  return (length) => {
    if (memory.length < length) memory = new Float32Array(length);
    return memory.subarray(0, length);
  };
}
