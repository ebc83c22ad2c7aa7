import { positives } from '../number-list-type.ts';
import { section } from '../option.ts';
import { extent, latLonStep } from '../place-type.ts';
import { date, dates, datesOrFile, relaxations } from '../time-type.ts';
import { choice, file, fillValue, int, nevadaSite, orNo, positive, yesNo } from '../value-type.ts';

export const velocity = section({
  number: '12.',
  title: 'velocity',
  notes: ['Fit functions of time to the displacement, and to the tropospheric delay when there is one.'],
  options: {
    'mintpy.timeFunc.startDate': { type: orNo(date), auto: 'no', summary: 'first date used' },
    'mintpy.timeFunc.endDate': { type: orNo(date), auto: 'no', summary: 'last date used' },
    'mintpy.timeFunc.excludeDate': { type: datesOrFile, auto: 'exclude_date.txt', summary: 'dates not used' },
    'mintpy.timeFunc.polynomial': {
      type: int(0),
      auto: '1',
      heading: ['-- functions (Hetland et al., 2012, equation 2-9), added up'],
      summary: 'degree: 1 = constant velocity, 2 = acceleration',
    },
    'mintpy.timeFunc.periodic': {
      type: positives,
      auto: 'no',
      unit: 'yr',
      summary: 'periods: 1 = annual, 0.5 = semi-annual',
    },
    'mintpy.timeFunc.stepDate': {
      type: dates,
      auto: 'no',
      summary: 'sudden offsets, YYYYMMDD or YYYYMMDDTHHMM',
    },
    'mintpy.timeFunc.quakeFile': {
      type: orNo(file),
      auto: 'no',
      summary: 'list date,latitude,longitude,magnitude: earthquakes within 10^(M/2 - 0.79) km become steps',
    },
    'mintpy.timeFunc.quakeSite': {
      type: orNo(nevadaSite),
      auto: 'no',
      summary: 'GNSS station whose earthquakes by the Nevada Geodetic Laboratory become steps, e.g. P123',
    },
    'mintpy.timeFunc.exp': {
      type: relaxations,
      auto: 'no',
      unit: 'day',
      summary: 'exponential relaxation, e.g. 20110311,60,120 for two with one onset',
    },
    'mintpy.timeFunc.log': {
      type: relaxations,
      auto: 'no',
      unit: 'day',
      summary: 'logarithmic relaxation, e.g. 20110311,60;20170908,120 for two onsets',
    },
    'mintpy.timeFunc.dateWeight': {
      type: orNo(choice('residual')),
      auto: 'no',
      summary: 'residual: noisy dates count less, by 1 / s^2 of what a fit leaves of the scene',
    },
    'mintpy.timeFunc.uncertaintyQuantification': {
      type: choice('residue', 'covariance', 'bootstrap', 'full'),
      auto: 'residue',
      heading: [
        '-- standard deviations: from the residual of the fit (Fattahi & Amelung, 2015), from the covariance of the',
        'time series, by drawing dates with replacement (Efron & Tibshirani, 1986; polynomial = 1 only), or full: from the',
        'misfit of the interferograms, and of what the fit leaves beyond it, white or correlated in time',
      ],
      summary: 'where they come from',
    },
    'mintpy.timeFunc.timeSeriesCovFile': {
      type: orNo(file),
      auto: 'no',
      summary: 'covariance: file of the time series, e.g. timeseriesCov.h5',
    },
    'mintpy.timeFunc.bootstrapCount': { type: int(2), auto: '400', summary: 'bootstrap: number of draws' },
  },
});

export const geocode = section({
  number: '13.1',
  title: 'geocode',
  notes: [
    'Bring results in radar coordinates onto a map grid. Switched on by itself when save.kmz or save.hdfEos5 is on.',
    'Usual spacings at the equator, metres and degrees:',
    '100 m 0.000925926   60 m 0.000555556   50 m 0.000462963   30 m 0.000277778   10 m 0.000092593',
  ],
  options: {
    'mintpy.geocode': { type: yesNo, auto: 'yes', at: 'geocode.enabled', summary: 'geocode the results' },
    'mintpy.geocode.SNWE': {
      type: orNo(extent),
      auto: 'none',
      unit: 'deg',
      summary: 'outer edges of the map, e.g. -1.2,0.5,-92,-91; none = all that was seen',
    },
    'mintpy.geocode.laloStep': {
      type: orNo(latLonStep),
      auto: 'none',
      unit: 'deg',
      summary: 'spacing, e.g. -0.000555556,0.000555556; none = like the lookup table',
    },
    'mintpy.geocode.interpMethod': {
      type: choice('nearest', 'linear'),
      auto: 'nearest',
      summary: 'how map pixels are filled',
    },
    'mintpy.geocode.fillValue': { type: fillValue, auto: 'nan', summary: 'value where nothing was seen' },
  },
});

export const googleEarth = section({
  number: '13.2',
  title: 'google_earth',
  notes: [],
  options: {
    'mintpy.save.kmz': { type: yesNo, auto: 'yes', summary: 'velocity as an overlay for Google Earth' },
  },
});

export const hdfEos5 = section({
  number: '13.3',
  title: 'hdfeos5',
  notes: [],
  options: {
    'mintpy.save.hdfEos5': {
      type: yesNo,
      auto: 'no',
      at: 'save.hdfEos5.enabled',
      summary: 'time series in HDF-EOS5, the format of archives',
    },
    'mintpy.save.hdfEos5.update': {
      type: yesNo,
      auto: 'no',
      summary: 'series still growing: XXXXXXXX for the end date in the file name',
    },
    'mintpy.save.hdfEos5.subset': { type: yesNo, auto: 'no', summary: 'bounds in the file name' },
  },
});

export const plot = section({
  number: '13.4',
  title: 'plot',
  notes: ['Figures of all results in pic/, at the end of a run of more than one step.'],
  options: {
    'mintpy.plot': { type: yesNo, auto: 'yes', at: 'plot.enabled', summary: 'make them' },
    'mintpy.plot.dpi': { type: int(1), auto: '150', unit: 'dpi', summary: 'resolution' },
    'mintpy.plot.maxMemory': {
      type: positive,
      auto: '4',
      unit: 'GB',
      summary: 'memory of one figure, at most that of mintpy.compute: more shows more pixels',
    },
    'mintpy.plot.style': {
      type: orNo(choice('paper', 'screen', 'dark')),
      auto: 'no',
      summary: 'letters and colours to be printed, for slides, or for dark pages',
    },
  },
});
