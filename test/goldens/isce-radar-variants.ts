/** One run of the reference: its template's name, and where it ended when not at the last step. */
export interface Variant {
  readonly name: string;
  readonly only?: string;
  readonly end?: string;
  /** Its reference point is given by coordinates, for which the reference takes the pixel beside: run with that one. */
  readonly takesPixelBeside?: boolean;
}

const throughInversion = { end: 'invert_network' };
const networkOnly = { end: 'modify_network' };

/** Every run of the reference on the simulated scene. */
export const VARIANTS: readonly Variant[] = [
  { name: 'load', only: 'load_data' },
  { name: 'default-notropo' },
  { name: 'bridging-height-ramp' },
  { name: 'phase-closure' },
  { name: 'bridging-phase-closure' },
  { name: 'bridging-ramp', ...throughInversion },
  { name: 'weight-fim' },
  { name: 'weight-coh' },
  { name: 'weight-no-velocity' },
  { name: 'weight-no-phase' },
  { name: 'maskcoh-no' },
  { name: 'maskcoh-var' },
  { name: 'maskconncomp' },
  { name: 'maskconncomp-no', ...throughInversion },
  { name: 'net-coherence' },
  { name: 'net-arearatio' },
  { name: 'net-rules' },
  { name: 'net-coherence-nomst', ...networkOnly },
  { name: 'net-tempbase', ...networkOnly },
  { name: 'net-perpbase', ...networkOnly },
  { name: 'net-connnum', ...networkOnly },
  { name: 'net-dates', ...networkOnly },
  { name: 'net-date12', ...networkOnly },
  { name: 'net-index', ...networkOnly },
  { name: 'demerr-meangeom-step' },
  { name: 'demerr-poly3' },
  { name: 'timefunc-suite' },
  { name: 'timefunc-exp-log' },
  { name: 'timefunc-full' },
  { name: 'subset-yx', takesPixelBeside: true },
  { name: 'subset-lalo', takesPixelBeside: true },
  { name: 'multilook-nearest' },
  { name: 'multilook-mean' },
  { name: 'multilook-median' },
  { name: 'geocode-snwe' },
  { name: 'deramp-quadratic-hdfeos5' },
  { name: 'height-poly2' },
  { name: 'solid-earth-tides' },
];
