// The browser-safe half of the library: pure numerics on typed arrays.
export * from './array.ts';
export * from './errors.ts';
