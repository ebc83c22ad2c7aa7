import { delays } from '../delay-type.ts';
import { section } from '../option.ts';
import { geoBox, pixelBox } from '../place-type.ts';
import { pairs } from '../time-type.ts';
import { choice, int, lowerCaseName, orNo, path, pattern, yesNo } from '../value-type.ts';

export const loadData = section({
  number: '1.',
  title: 'load_data',
  notes: [
    'Read the interferograms and the geometry of an InSAR processor into inputs/ifgramStack.h5 and inputs/geometry*.h5.',
    'Paths are relative to the work directory and may hold globs (* ? [..]); a single file is the first match.',
    'Lines of the form UPPER_CASE = value are added to the attributes of the stack, e.g.',
    '# ORBIT_DIRECTION = ascending',
    '# PLATFORM        = SenA',
  ],
  options: {
    'mintpy.load.processor': {
      type: lowerCaseName,
      auto: 'isce',
      summary: 'program that made the interferograms; mintsar load_data -h lists them',
    },
    'mintpy.load.autoPath': {
      type: yesNo,
      auto: 'no',
      summary: 'fill in every path below that is still auto from the usual folders of the processor',
    },
    'mintpy.load.updateMode': {
      type: yesNo,
      auto: 'yes',
      summary: 'keep loaded files that already hold all datasets, pairs and pixels',
    },
    'mintpy.load.compression': {
      type: orNo(choice('gzip', 'lzf', 'default')),
      auto: 'default',
      summary: 'HDF5 filter; default = none for stacks (fastest), lzf for geometry',
    },
    'mintpy.load.frequency': {
      type: choice('A', 'B'),
      auto: 'A',
      summary: 'NISAR only: frequency band of the products',
    },
    'mintpy.load.shortWavelength': {
      type: yesNo,
      auto: 'no',
      summary:
        'OPERA DISP-S1 only: displacement without what changes slowly over the scene (short_wavelength_displacement)',
    },
    'mintpy.load.metaFile': {
      type: pattern,
      auto: null,
      heading: ['-- ISCE: metadata common to all pairs, and the baselines'],
      summary: 'e.g. reference/IW*.xml or data.dat; COSI-Corr: table of dates',
    },
    'mintpy.load.baselineDir': { type: path, auto: null, summary: 'folder of baselines, e.g. ../baselines' },
    'mintpy.load.unwFile': {
      type: pattern,
      auto: null,
      unit: 'rad',
      heading: ['-- interferogram stack (unwFile and corFile are needed)'],
      summary: 'unwrapped phase -> unwrapPhase; ARIA: unwrapStack.vrt; NISAR: the products',
    },
    'mintpy.load.corFile': { type: pattern, auto: null, summary: 'spatial coherence, 0 to 1 -> coherence' },
    'mintpy.load.connCompFile': {
      type: pattern,
      auto: null,
      summary: 'connected components of the unwrapper -> connectComponent; correct_unwrap_error needs them',
    },
    'mintpy.load.intFile': { type: pattern, auto: null, unit: 'rad', summary: 'wrapped phase -> wrapPhase' },
    'mintpy.load.magFile': { type: pattern, auto: null, summary: 'amplitude -> magnitude' },
    'mintpy.load.ionUnwFile': {
      type: pattern,
      auto: null,
      unit: 'rad',
      heading: ['-- ionosphere stack (optional) -> inputs/ionStack.h5'],
      summary: 'ionospheric phase -> unwrapPhase',
    },
    'mintpy.load.ionCorFile': { type: pattern, auto: null, summary: 'its coherence -> coherence' },
    'mintpy.load.ionConnCompFile': {
      type: pattern,
      auto: null,
      summary: 'its connected components -> connectComponent',
    },
    'mintpy.load.azOffFile': {
      type: pattern,
      auto: null,
      unit: 'pixel',
      heading: ['-- stack of pixel offsets (optional) -> inputs/offsetStack.h5'],
      summary: 'offsets along azimuth -> azimuthOffset',
    },
    'mintpy.load.rgOffFile': {
      type: pattern,
      auto: null,
      unit: 'pixel',
      summary: 'along range -> rangeOffset',
    },
    'mintpy.load.azOffStdFile': {
      type: pattern,
      auto: null,
      unit: 'pixel',
      summary: 'standard deviation along azimuth -> azimuthOffsetStd',
    },
    'mintpy.load.rgOffStdFile': {
      type: pattern,
      auto: null,
      unit: 'pixel',
      summary: 'standard deviation along range -> rangeOffsetStd',
    },
    'mintpy.load.offSnrFile': { type: pattern, auto: null, summary: 'signal-to-noise ratio -> offsetSNR' },
    'mintpy.load.demFile': {
      type: pattern,
      auto: null,
      unit: 'm',
      heading: ['-- geometry (demFile is needed; its coordinates tell radar from map geometry)'],
      summary: 'height -> height',
    },
    'mintpy.load.lookupYFile': {
      type: pattern,
      auto: null,
      summary: 'lookup table, rows: latitude [deg] or azimuth line; not needed for geocoded data',
    },
    'mintpy.load.lookupXFile': {
      type: pattern,
      auto: null,
      summary: 'lookup table, columns: longitude [deg] or range sample',
    },
    'mintpy.load.incAngleFile': {
      type: pattern,
      auto: null,
      unit: 'deg',
      summary: 'incidence angle from the vertical -> incidenceAngle',
    },
    'mintpy.load.azAngleFile': {
      type: pattern,
      auto: null,
      unit: 'deg',
      summary: 'azimuth of the line of sight -> azimuthAngle',
    },
    'mintpy.load.shadowMaskFile': { type: pattern, auto: null, summary: '1 in radar shadow -> shadowMask' },
    'mintpy.load.waterMaskFile': { type: pattern, auto: null, summary: '1 on land, 0 on water -> waterMask' },
    'mintpy.load.bperpFile': {
      type: pattern,
      auto: null,
      unit: 'm',
      summary: 'perpendicular baseline of every pixel and date -> bperp; the folder names the date',
    },
    'mintpy.load.excludePair': {
      type: pairs,
      auto: 'no',
      heading: ['-- pairs that are not loaded (optional), such as those with broken files'],
      summary: 'dates, whatever files are called: 20080520_20090817,20090817_20100102',
    },
    'mintpy.load.grid': {
      type: orNo(choice('commonest', 'intersection', 'union')),
      auto: 'no',
      heading: [
        '-- pairs of unequal size or place (optional): geometry follows, and what was done is printed before loading',
        'no: as MintPy does: pairs of an unusual size are left out; SNAP, NISAR and stitched frames: what all pairs have.',
        'Others crop and pad (NaN) by whole pixels. Map grids meet where they lie, radar images at their first line and sample.',
      ],
      summary: 'the grid of most pairs, what all pairs have, or what any pair has',
    },
    'mintpy.load.resample': {
      type: orNo(choice('nearest', 'bilinear')),
      auto: 'no',
      summary:
        'interpolate pairs on a map whose pixels lie elsewhere; no: to the nearest whole pixel, others are refused',
    },
    'mintpy.load.frames': {
      type: orNo(choice('stitch')),
      auto: 'stitch',
      summary: 'several products of one pair side by side: put them together, or refuse them with their list',
    },
    'mintpy.load.delays': {
      type: delays,
      auto: 'no',
      heading: [
        '-- delays of GUNW products of Sentinel-1 (optional) -> ionStack.h5, tropoStack.h5, setStack.h5',
      ],
      summary: 'some of ionosphere, solidEarthTide and one weather model (ERA5, GMAO, HRES, HRRR)',
    },
    'mintpy.subset.yx': {
      type: orNo(pixelBox),
      auto: 'no',
      heading: ['-- subset (optional): load a window only; lalo wins where both are given'],
      summary: 'pixels from 0, ends exclusive, e.g. 1800:2000,700:800',
    },
    'mintpy.subset.lalo': {
      type: orNo(geoBox),
      auto: 'no',
      unit: 'deg',
      summary: 'e.g. 31.5:32.5,130.5:131.0; radar coordinates need the lookup table',
    },
    'mintpy.multilook.method': {
      type: choice('nearest', 'mean', 'median'),
      auto: 'nearest',
      heading: [
        '-- multilook (optional): fewer pixels, reduced while loading',
        'Averages smooth the noise and unwrapping errors alike, and then the errors are no longer whole cycles.',
        'Connected components and geometry always take the nearest pixel.',
      ],
      summary: 'how ystep x xstep pixels become one',
    },
    'mintpy.multilook.ystep': { type: int(1), auto: '1', unit: 'pixel', summary: 'rows for one' },
    'mintpy.multilook.xstep': { type: int(1), auto: '1', unit: 'pixel', summary: 'columns for one' },
  },
});
