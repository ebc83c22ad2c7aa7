import type { Scene } from '../../../core/simulation/scene.ts';

/** Name of the template of a scene, `<Project>Sen<pass><track>.cfg`: the project name tells the sensor. */
export function templateName(scene: Scene): string {
  const project = scene.options.landscape === 'island' ? 'Volcano' : 'Hills';
  const pass = scene.options.direction === 'ASCENDING' ? 'AT' : 'DT';
  return `${project}Sen${pass}${scene.acquisition.trackNumber}.cfg`;
}

/** A template that runs the whole workflow on the written stack, for a work folder beside `reference/`. */
export function templateText(): string {
  return `# Simulated Sentinel-1 stack in the layout of ISCE-2 topsStack
mintpy.load.processor      = isce
mintpy.load.metaFile       = ../reference/IW*.xml
mintpy.load.baselineDir    = ../baselines
mintpy.load.unwFile        = ../merged/interferograms/*/filt_fine.unw
mintpy.load.corFile        = ../merged/interferograms/*/filt_fine.cor
mintpy.load.connCompFile   = ../merged/interferograms/*/filt_fine.unw.conncomp
mintpy.load.demFile        = ../merged/geom_reference/hgt.rdr
mintpy.load.lookupYFile    = ../merged/geom_reference/lat.rdr
mintpy.load.lookupXFile    = ../merged/geom_reference/lon.rdr
mintpy.load.incAngleFile   = ../merged/geom_reference/los.rdr
mintpy.load.azAngleFile    = ../merged/geom_reference/los.rdr
mintpy.load.shadowMaskFile = ../merged/geom_reference/shadowMask.rdr
mintpy.load.waterMaskFile  = ../merged/geom_reference/waterMask.rdr

mintpy.unwrapError.method              = bridging
mintpy.troposphericDelay.method        = height_correlation
mintpy.topographicResidual             = yes
`;
}
