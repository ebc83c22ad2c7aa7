import { section } from '../option.ts';
import { choice, file, float, fraction, int, orNo, positive, yesNo } from '../value-type.ts';

export const correctUnwrapError = section({
  number: '4.',
  title: 'correct_unwrap_error (optional)',
  notes: [
    'Find the missing or surplus cycles of connected components (Yunjun et al., 2019, section 3).',
    'bridging                - components separated by rivers, straits and other narrow gaps',
    'phase_closure           - networks with many redundant pairs',
    'bridging+phase_closure  - when a few errors are left after bridging',
  ],
  options: {
    'mintpy.unwrapError.method': {
      type: orNo(choice('bridging', 'phase_closure', 'bridging+phase_closure')),
      auto: 'no',
      summary: 'correction, whose result is inverted then; needs connected components',
    },
    'mintpy.unwrapError.waterMaskFile': {
      type: orNo(file),
      auto: 'waterMask.h5',
      summary: 'water is no component; ignored when the file does not exist',
    },
    'mintpy.unwrapError.connCompMinArea': {
      type: positive,
      auto: '2.5e3',
      unit: 'pixel',
      summary: 'smaller components are left as they are',
    },
    'mintpy.unwrapError.numSample': {
      type: int(1),
      auto: '100',
      heading: [
        '-- phase_closure: cycles are solved at sample pixels of each common component, their median is applied',
      ],
      summary: 'sample pixels of one component',
    },
    'mintpy.unwrapError.solver': {
      type: choice('l1', 'l0'),
      auto: 'l1',
      summary:
        'l1: fewest cycles (LASSO), as MintPy; l0: fewest wrong interferograms, none where that does not help',
    },
    'mintpy.unwrapError.ramp': {
      type: orNo(choice('linear', 'quadratic')),
      auto: 'no',
      heading: ['-- bridging: phases are compared at the two ends of the shortest bridge between components'],
      summary: 'ramp taken out before comparing and put back after',
    },
    'mintpy.unwrapError.bridgePtsRadius': {
      type: int(1),
      auto: '50',
      unit: 'pixel',
      summary: 'half size of the window around a bridge end whose median is compared',
    },
  },
});

export const invertNetwork = section({
  number: '5.',
  title: 'invert_network',
  notes: [
    'Weighted least squares from interferograms to a time series, pixel by pixel (Berardino et al., 2002).',
    'var - inverse phase variance (Tough et al., 1995; Guarnieri & Tebaldini, 2008), recommended',
    'fim - Fisher information (Seymour & Cumming, 1994; Samiei-Esfahany et al., 2016)',
    'coh - coherence (Perissin & Wang, 2012)',
    'no  - all pairs alike, fastest',
  ],
  options: {
    'mintpy.networkInversion.weightFunc': {
      type: choice('var', 'fim', 'coh', 'no'),
      auto: 'var',
      summary: 'weight of an observation from its coherence',
    },
    'mintpy.networkInversion.waterMaskFile': {
      type: orNo(file),
      auto: 'waterMask.h5',
      summary: 'pixels off this mask are not inverted',
    },
    'mintpy.networkInversion.minNormVelocity': {
      type: yesNo,
      auto: 'yes',
      summary: 'where pairs leave gaps in time: smallest velocities (yes) or smallest phases (no)',
    },
    'mintpy.networkInversion.gap': {
      type: orNo(choice('nsbas')),
      auto: 'no',
      summary: 'nsbas: a line with an annual period goes on across gaps, instead of what is smallest',
    },
    'mintpy.networkInversion.norm': {
      type: choice('L2', 'L1'),
      auto: 'L2',
      summary: 'L1: pairs off by cycles hardly count (2 to 5 times the time); L2: least squares, as MintPy',
    },
    'mintpy.networkInversion.fast': {
      type: yesNo,
      auto: 'no',
      summary:
        'yes: single precision with a refinement, for var and L2: some 10 % faster, differs by less than 1e-6',
    },
    'mintpy.networkInversion.maskDataset': {
      type: orNo(choice('coherence', 'connectComponent', 'rangeOffsetStd', 'azimuthOffsetStd', 'offsetSNR')),
      auto: 'no',
      heading: [
        '-- leave single observations out: coherence and offsetSNR below maskThreshold, *OffsetStd above it,',
        'connectComponent equal to 0. With weights there is little need for it.',
      ],
      summary: 'dataset of the stack to judge by',
    },
    'mintpy.networkInversion.maskThreshold': { type: float(), auto: '0.4', summary: 'threshold for it' },
    'mintpy.networkInversion.minRedundancy': {
      type: float(0),
      auto: '1.0',
      summary: 'pairs that must be left at every date, or the pixel is not inverted',
    },
    'mintpy.networkInversion.minTempCoh': {
      type: fraction,
      auto: '0.7',
      heading: ['-- reliable pixels -> maskTempCoh.h5, from the temporal coherence (Pepe & Lanari, 2006)'],
      summary: 'lowest temporal coherence of a reliable pixel',
    },
    'mintpy.networkInversion.minNumPixel': {
      type: int(0),
      auto: '100',
      unit: 'pixel',
      summary: 'the run stops when fewer pixels are reliable',
    },
    'mintpy.networkInversion.shadowMask': {
      type: yesNo,
      auto: 'yes',
      summary: 'pixels in radar shadow are not reliable, where the geometry knows them',
    },
  },
});
