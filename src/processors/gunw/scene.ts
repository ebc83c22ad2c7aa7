import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { SharedArray } from '../../loading/shared-array.ts';

/** What layers of a stack are made of. */
export interface Scene {
  readonly grid: MapGrid;
  /** uint8, 1 = within what all pairs cover */
  readonly inside: SharedArray;
  readonly index: string;
}
