import type { Grid } from '../array.ts';
import type { DeformationComponent } from './deformation.ts';
import type { DelayScreens } from './delay-screens.ts';
import type { UnwrappingError } from './unwrapping-errors.ts';

/** What the simulator put in; all displacements in m toward the satellite, relative to the first date. */
export interface Truth {
  /** the motion of the ground: patterns times histories */
  readonly deformation: readonly DeformationComponent[];
  /** troposphere and orbit ramps, apparent displacement */
  readonly delays: DelayScreens;
  /** m [length, width]; the elevation model is too low by this */
  readonly demError: Grid;
  /** land masses by size: 1 the largest, 0 water */
  readonly islands: Grid<Uint8Array>;
  /** of each interferogram */
  readonly unwrappingErrors: readonly (readonly UnwrappingError[])[];
}
