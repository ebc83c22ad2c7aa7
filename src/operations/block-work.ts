import { moduleUrl } from '../compute/module-url.ts';

/** Module through which blocks reach HDF5 files, as the block engine wants it named. */
export const HDF5_STORE = moduleUrl('io/block-store');
