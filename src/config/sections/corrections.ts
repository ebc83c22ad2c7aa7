import { RAMP_TYPES } from '../../core/terrain/ramp-type.ts';
import { section } from '../option.ts';
import { dates, datesOrFile, pairs } from '../time-type.ts';
import { choice, file, folder, fraction, int, orNo, positive, yesNo } from '../value-type.ts';

export const correctLod = section({
  number: '',
  title: 'correct_LOD',
  notes: [
    'Drift of the local oscillator of Envisat (Marinkovic & Larsen, 2013):',
    'done when the PLATFORM attribute says Envisat, without options.',
  ],
  options: {},
});

export const correctSet = section({
  number: '6.',
  title: 'correct_SET',
  notes: ['Solid Earth tides (Milbert, 2018; Yunjun et al., 2022).'],
  options: {
    'mintpy.solidEarthTides': {
      type: yesNo,
      auto: 'no',
      ifBetter: 'yes',
      summary: 'remove them from the time series',
    },
    'mintpy.solidEarthTides.source': {
      type: choice('model', 'layer'),
      auto: 'model',
      at: 'tides.source',
      summary: 'computed, or the layer of the products: inputs/setStack.h5, inputs/solidEarthTide_ARIA.h5',
    },
    'mintpy.solidEarthTides.layerSign': {
      type: choice('phase', 'turned'),
      auto: 'phase',
      at: 'tides.layerSign',
      summary: 'the layer has the sense of the phase it comes with, or the opposite one',
    },
  },
});

export const correctIonosphere = section({
  number: '7.',
  title: 'correct_ionosphere (optional but recommended)',
  notes: [
    'Ionospheric delay from split range spectra, made by the stack processors of ISCE-2 and loaded as ionStack.h5',
    '(Fattahi et al., 2017, stripmap; Liang et al., 2018, ALOS-2; Liang et al., 2019, TOPS).',
  ],
  options: {
    'mintpy.ionosphericDelay.method': {
      type: orNo(choice('split_spectrum')),
      auto: 'no',
      ifBetter: 'split_spectrum',
      summary: 'correction',
    },
    'mintpy.ionosphericDelay.excludeDate': {
      type: datesOrFile,
      auto: 'no',
      summary: 'drop ionosphere pairs that touch these dates',
    },
    'mintpy.ionosphericDelay.excludeDate12': {
      type: pairs,
      auto: 'no',
      summary: 'drop these ionosphere pairs',
    },
    'mintpy.ionosphericDelay.layerSign': {
      type: choice('phase', 'turned'),
      auto: 'phase',
      summary: 'ionStack.h5 has the sense of the phase it comes with, or the opposite one',
    },
  },
});

export const correctTroposphere = section({
  number: '8.',
  title: 'correct_troposphere (optional but recommended)',
  notes: [
    'pyaps              - weather model (Jolivet et al., 2011; 2014), fetched on demand',
    'height_correlation - delay proportional to height, from the data (Doin et al., 2009), also in windows (Bekaert et al., 2015):',
    '                     slope = sum w (h - h_k) (d - d_k) / sum w (h - h_k)^2; take them wider than the deformation',
    'gacos              - GACOS maps (Yu et al., 2018), ordered beforehand at http://www.gacos.net for all dates',
    'opera              - OPERA zenith delays (from 2016 on), fetched on demand',
    'layer              - what NISAR and ARIA products bring along: inputs/tropoStack.h5, inputs/HRRR_ARIA.h5',
    'auto-if-better, gacos-if-better, ... - keep the correction only where it makes most dates quieter, and say so;',
    'works for every correction that is an option (6 to 10)',
  ],
  options: {
    'mintpy.troposphericDelay.method': {
      type: orNo(choice('pyaps', 'height_correlation', 'gacos', 'opera', 'layer')),
      auto: 'pyaps',
      ifBetter: 'pyaps',
      summary: 'correction',
    },
    'mintpy.troposphericDelay.weatherModel': {
      type: choice('ERA5', 'MERRA', 'NARR'),
      auto: 'ERA5',
      heading: ['-- pyaps: the newest dates may lack weather data; they are left as they are'],
      summary: 'weather model; its name becomes part of file names',
    },
    'mintpy.troposphericDelay.weatherDir': {
      type: folder,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell, expanded when options are read
      auto: '${WEATHER_DIR}',
      summary: 'folder of weather data, shared between projects; ./ when WEATHER_DIR is not set',
    },
    'mintpy.troposphericDelay.polyOrder': {
      type: int(1, 3),
      auto: '1',
      heading: ['-- height_correlation: estimated on a coarser grid, applied to every pixel'],
      summary: 'degree of the polynomial of delay over height',
    },
    'mintpy.troposphericDelay.looks': {
      type: int(1),
      auto: '8',
      unit: 'pixel',
      summary: 'rows and columns averaged for the estimate alone',
    },
    'mintpy.troposphericDelay.minCorrelation': {
      type: fraction,
      auto: '0',
      summary: 'dates whose phase follows height less than this stay as they are',
    },
    'mintpy.troposphericDelay.windowSize': {
      type: orNo(int(2)),
      auto: 'no',
      unit: 'pixel',
      summary:
        'rows and columns of overlapping windows with slopes of their own; no: one slope for the scene',
    },
    'mintpy.troposphericDelay.windowMinPixel': {
      type: int(3),
      auto: '50',
      summary: 'windows with fewer averaged pixels have none',
    },
    'mintpy.troposphericDelay.gacosDir': {
      type: folder,
      auto: './GACOS',
      heading: ['-- gacos'],
      summary: 'folder of *.ztd and *.ztd.rsc, or *.ztd.tif',
    },
    'mintpy.troposphericDelay.operaDir': {
      type: folder,
      auto: './OPERA',
      heading: ['-- opera: what is not in the folder is fetched, with an Earthdata login'],
      summary: 'folder of the *.nc products',
    },
    'mintpy.troposphericDelay.operaInTime': {
      type: choice('nearest', 'linear'),
      auto: 'nearest',
      summary: 'delay of the nearest time of the weather model, or linear between two (every 6 hours)',
    },
    'mintpy.troposphericDelay.layerSign': {
      type: choice('phase', 'turned'),
      auto: 'phase',
      heading: ['-- layer'],
      summary: 'the layer has the sense of the phase it comes with, or the opposite one',
    },
  },
});

export const deramp = section({
  number: '9.',
  title: 'deramp (optional)',
  notes: [
    'Remove a ramp from each date, fitted to the reliable pixels. Good for volcanoes, landslides and subsidence;',
    'it also removes the long wavelengths of tectonic deformation.',
  ],
  options: {
    'mintpy.deramp': {
      type: orNo(choice(...RAMP_TYPES)),
      auto: 'no',
      ifBetter: 'linear',
      at: 'deramp.type',
      summary: 'shape of the ramp',
    },
    'mintpy.deramp.maskFile': {
      type: orNo(file),
      auto: 'maskTempCoh.h5',
      summary: 'pixels used for the fit',
    },
  },
});

export const correctTopography = section({
  number: '10.',
  title: 'correct_topography (optional but recommended)',
  notes: [
    'DEM error: the part of the series proportional to the perpendicular baseline (Fattahi & Amelung, 2013).',
  ],
  options: {
    'mintpy.topographicResidual': {
      type: yesNo,
      auto: 'yes',
      ifBetter: 'yes',
      at: 'topographicResidual.enabled',
      summary: 'estimate it and remove it',
    },
    'mintpy.topographicResidual.polyOrder': {
      type: int(1),
      auto: '2',
      summary: 'degree of the polynomial in time that stands for deformation',
    },
    'mintpy.topographicResidual.phaseVelocity': {
      type: yesNo,
      auto: 'no',
      summary: 'fit the changes between dates instead of the displacements',
    },
    'mintpy.topographicResidual.stepDate': {
      type: dates,
      auto: 'no',
      summary: 'sudden displacements (earthquakes, eruptions) kept out of the estimate',
    },
    'mintpy.topographicResidual.excludeDate': {
      type: datesOrFile,
      auto: 'exclude_date.txt',
      summary: 'dates not used for the estimate; they are corrected all the same',
    },
    'mintpy.topographicResidual.shrinkage': {
      type: yesNo,
      auto: 'no',
      summary:
        'keep what stands out of the noise: w tau^2 / (tau^2 + c s^2), empirical Bayes (Efron & Morris, 1973)',
    },
    'mintpy.topographicResidual.pixelwiseGeometry': {
      type: yesNo,
      auto: 'yes',
      summary: 'range and incidence angle of every pixel (yes) or of the scene centre (no, faster)',
    },
  },
});

export const residualRms = section({
  number: '11.1',
  title: 'residual_RMS',
  notes: [
    'Noise of each date: root mean square of the residual of step 10 (Yunjun et al., 2019, section 4.9 and 5.4).',
    'The quietest date goes to reference_date.txt, the outliers go to exclude_date.txt.',
  ],
  options: {
    'mintpy.residualRMS.maskFile': { type: orNo(file), auto: 'maskTempCoh.h5', summary: 'pixels that count' },
    'mintpy.residualRMS.deramp': {
      type: orNo(choice(...RAMP_TYPES)),
      auto: 'quadratic',
      summary: 'ramp removed first, since long wavelengths would hide the rest',
    },
    'mintpy.residualRMS.cutoff': {
      type: positive,
      auto: '3',
      summary: 'outliers lie above this many median absolute deviations',
    },
  },
});
