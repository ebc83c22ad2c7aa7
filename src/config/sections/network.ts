import { indices } from '../number-list-type.ts';
import { section } from '../option.ts';
import { geoBox, geoPoint, pixel, pixelBox } from '../place-type.ts';
import { date, dateOrFile, datesOrFile, pairs } from '../time-type.ts';
import { choice, file, fraction, int, orNo, positive, text, yesNo } from '../value-type.ts';

export const modifyNetwork = section({
  number: '2.',
  title: 'modify_network',
  notes: [
    'Leave out interferograms: one is dropped as soon as any rule says so. Without a rule all are used again.',
  ],
  options: {
    'mintpy.network.tempBaseMax': {
      type: orNo(positive),
      auto: 'no',
      unit: 'day',
      heading: ['-- 1) by baselines, dates and neighbours'],
      summary: 'drop pairs farther apart in time',
    },
    'mintpy.network.perpBaseMax': {
      type: orNo(positive),
      auto: 'no',
      unit: 'm',
      summary: 'drop pairs with a longer perpendicular baseline, either sign',
    },
    'mintpy.network.connNumMax': {
      type: orNo(int(1)),
      auto: 'no',
      summary: 'keep of each date only the pairs with this many following dates',
    },
    'mintpy.network.startDate': {
      type: orNo(date),
      auto: 'no',
      summary: 'drop pairs that touch an earlier date',
    },
    'mintpy.network.endDate': { type: orNo(date), auto: 'no', summary: 'drop pairs that touch a later date' },
    'mintpy.network.excludeDate': {
      type: datesOrFile,
      auto: 'no',
      summary: 'drop pairs that touch these dates',
    },
    'mintpy.network.excludeDate12': {
      type: pairs,
      auto: 'no',
      summary: 'drop these pairs, e.g. 20080520_20090817,20090817_20100102',
    },
    'mintpy.network.excludeIfgIndex': {
      type: indices,
      auto: 'no',
      summary: 'drop by place in the stack, from 0, e.g. 1:5,25 (both ends included)',
    },
    'mintpy.network.referenceFile': {
      type: orNo(file),
      auto: 'no',
      summary: 'keep only the pairs listed in this text file or kept in this ifgramStack.h5',
    },
    'mintpy.network.coherenceBased': {
      type: yesNo,
      auto: 'no',
      heading: [
        '-- 2) by quality',
        'a. mean spatial coherence (Yunjun et al., 2019, section 4.2 and 5.3.1; Chaussard et al., 2015)',
      ],
      summary: 'drop pairs with mean coherence below minCoherence',
    },
    'mintpy.network.minCoherence': {
      type: fraction,
      auto: '0.7',
      summary: 'threshold of the mean coherence',
    },
    'mintpy.network.areaRatioBased': {
      type: yesNo,
      auto: 'no',
      heading: [
        'b. share of coherent pixels (Kang et al., 2021): pixels count as coherent above the mean outside the mask,',
        '   so water, where the mask ends, tells how high coherence is by chance',
      ],
      summary: 'drop pairs with a share below minAreaRatio',
    },
    'mintpy.network.minAreaRatio': { type: fraction, auto: '0.75', summary: 'threshold of the share' },
    'mintpy.network.keepMinSpanTree': {
      type: yesNo,
      auto: 'yes',
      heading: ['for a. and b.'],
      summary: 'never drop the pairs of the tree with the best quality, so that all dates stay connected',
    },
    'mintpy.network.maskFile': {
      type: orNo(file),
      auto: 'waterMask.h5',
      summary: 'area of the spatial mean; everything when the file does not exist',
    },
    'mintpy.network.aoiYX': {
      type: orNo(pixelBox),
      auto: 'no',
      summary: 'restrict that area to these pixels',
    },
    'mintpy.network.aoiLALO': {
      type: orNo(geoBox),
      auto: 'no',
      unit: 'deg',
      summary: 'the same in degrees; radar coordinates need the lookup table',
    },
  },
});

export const referencePoint = section({
  number: '3.',
  title: 'reference_point',
  notes: [
    'Refer all interferograms to one pixel. Knowing the area, choose it yourself (Yunjun et al., 2019, section 4.3):',
    'coherent in all pairs, away from turbulent air and ionospheric streaks, near the area of interest and as high.',
  ],
  options: {
    'mintpy.reference.yx': { type: orNo(pixel), auto: 'no', summary: 'pixel, e.g. 257,151' },
    'mintpy.reference.lalo': {
      type: orNo(geoPoint),
      auto: 'no',
      unit: 'deg',
      summary: 'point, e.g. 31.8,130.8; wins over yx',
    },
    'mintpy.reference.gnss': {
      type: orNo(text('SITE', 'a name of a GNSS station')),
      auto: 'no',
      summary: 'pixel of a GNSS station, e.g. P123; wins over lalo',
    },
    'mintpy.reference.gnssSource': {
      type: choice('UNR', 'ESESES', 'SIDESHOW', 'GENERIC'),
      auto: 'UNR',
      summary: 'whose list tells where it is: UNR is fetched, others are files of the work directory',
    },
    'mintpy.reference.maskFile': {
      type: orNo(file),
      auto: 'maskConnComp.h5',
      summary: 'where the point may be; one outside is an error',
    },
    'mintpy.reference.coherenceFile': {
      type: orNo(file),
      auto: 'avgSpatialCoh.h5',
      summary: 'coherence for the choice when no point is given',
    },
    'mintpy.reference.minCoherence': {
      type: fraction,
      auto: '0.85',
      summary: 'lowest coherence of a point chosen automatically',
    },
    'mintpy.reference.method': {
      type: choice('pixel', 'area'),
      auto: 'pixel',
      summary:
        'the velocity is relative to that pixel, or to the mean of all pixels of maskTempCoh.h5 (area)',
    },
  },
});

export const quickOverview = section({
  number: '',
  title: 'quick_overview',
  notes: [
    'First look: velocity by stacking interferograms (Zebker et al., 1997) and, in numTriNonzeroIntAmbiguity.h5,',
    'how many triplets do not close: a map of unwrapping errors (Yunjun et al., 2019, equation 8-9).',
  ],
  options: {},
});

export const referenceDate = section({
  number: '11.2',
  title: 'reference_date',
  notes: ['Refer all time series to one date (Yunjun et al., 2019, section 4.9).'],
  options: {
    'mintpy.reference.date': {
      type: orNo(dateOrFile),
      auto: 'reference_date.txt',
      summary: 'the date, or a file that holds it; no = keep the first date',
    },
  },
});
