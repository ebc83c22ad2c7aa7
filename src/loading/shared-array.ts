/** An array that all threads of a run look at: its memory, and what tells it from another one. */
export interface SharedArray {
  readonly memory: SharedArrayBuffer;
  /** of its values */
  readonly digest: string;
}

/** @param values on shared memory already, or copied there */
export function shareArray(values: Float32Array | Uint8Array): SharedArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let memory = values.buffer;
  if (!(memory instanceof SharedArrayBuffer)) {
    memory = new SharedArrayBuffer(bytes.length);
    new Uint8Array(memory).set(bytes);
  }
  const digest = process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
  return { memory: memory as SharedArrayBuffer, digest };
}
