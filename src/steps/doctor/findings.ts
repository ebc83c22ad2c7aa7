/** What a finding means for the run. */
export type Severity =
  /** the run cannot be done, or not to its end */
  | 'stop'
  /** the run is done, and something is left out or doubtful */
  | 'loss'
  /** worth a look; nothing may be wrong */
  | 'hint';

/** A kind of finding: a row of the table and of the page that explains it. */
export interface FindingKind {
  readonly severity: Severity;
  /** What is found, a phrase. */
  readonly title: string;
  /** What it mostly comes from. */
  readonly cause: string;
  readonly remedy: string;
  /** What `--fix` does about it. */
  readonly fix?: string;
}

const EXCLUDE = 'adds the pair to `mintpy.load.excludePair`; no file is moved or removed';

/** Everything that `mintsar doctor` can find, by number: 10 template, 11 files, 12 pairs, 13 metadata, 14 network, 15 steps, 16 geometry, 17 values, 18 machine. */
export const FINDINGS = {
  MS1001: {
    severity: 'stop',
    title: 'No interferograms of a known processor',
    cause: 'The folder is not the root of the products, or they were renamed.',
    remedy:
      'Give the folder that holds interferograms and geometry together, or a template with `mintpy.load.*` paths.',
  },
  MS1002: {
    severity: 'stop',
    title: 'An option has a value that cannot be used',
    cause: 'A typing error, or a value of another program.',
    remedy: 'Write one of the values that the message names, or auto.',
  },
  MS1003: {
    severity: 'loss',
    title: 'A line of the template has no effect',
    cause: 'The key is misspelt, has an old name, or is set again further down.',
    remedy: 'Spell the key as in the list of options; keep one line of a key.',
    fix: 'spells a key right that is one slip away from an option the template does not set',
  },
  MS1004: {
    severity: 'stop',
    title: 'The processor is not known',
    cause: '`mintpy.load.processor` names none that can be loaded.',
    remedy: 'Write one of the names that the message lists.',
    fix: 'writes the processor whose products are there',
  },
  MS1005: {
    severity: 'stop',
    title: 'The products are those of another processor',
    cause: '`mintpy.load.processor` was copied from another template.',
    remedy: 'Write the processor that made the interferograms.',
    fix: 'writes the processor whose products are there',
  },
  MS1101: {
    severity: 'stop',
    title: 'A path that is needed matches no file',
    cause: 'Paths start from the work directory, and the pattern leads elsewhere.',
    remedy: 'Correct the pattern; `ls` with it in the work directory must list the files.',
    fix: 'writes the pattern of the files that are found in or beside the work directory',
  },
  MS1102: {
    severity: 'loss',
    title: 'A path that is set matches no file',
    cause: 'The layer was not made, or lies elsewhere.',
    remedy: 'Correct the pattern, or write no.',
    fix: 'writes the pattern of the files that are found in or beside the work directory',
  },
  MS1103: {
    severity: 'loss',
    title: 'A folder cannot be looked into',
    cause: 'Permissions, or a link to nothing.',
    remedy: 'Ask its owner for permission to read it, or mend the link.',
  },
  MS1104: {
    severity: 'stop',
    title: 'A file is empty',
    cause: 'The processor failed, or a copy was interrupted.',
    remedy: 'Make or copy the file again, or leave the pair out.',
    fix: EXCLUDE,
  },
  MS1105: {
    severity: 'stop',
    title: 'A file is shorter than its metadata say',
    cause: 'A copy was interrupted or the disk was full; or the metadata are those of another file.',
    remedy: 'Copy or make the file again, or leave the pair out.',
    fix: EXCLUDE,
  },
  MS1106: {
    severity: 'stop',
    title: 'A file of a pair cannot be used',
    cause: 'Its metadata file is missing or damaged, or it has another format than its name says.',
    remedy: 'Restore the file with its metadata, or leave the pair out.',
    fix: EXCLUDE,
  },
  MS1107: {
    severity: 'stop',
    title: 'A geometry or metadata file cannot be used',
    cause: 'It is empty, truncated, damaged, or without its metadata file.',
    remedy: 'Copy or make it again.',
  },
  MS1108: {
    severity: 'stop',
    title: 'A pair cannot be told from its files',
    cause: 'Names and folders hold no two dates, impossible dates, or twice the same.',
    remedy: 'Name file or folder YYYYMMDD_YYYYMMDD.',
    fix: `${EXCLUDE} (a pair of one date with itself)`,
  },
  MS1109: {
    severity: 'hint',
    title: 'Files are larger than the others of their kind',
    cause: 'Products of two versions or settings are mixed.',
    remedy: 'Look at their metadata: size, data type and number of bands should be those of the others.',
  },
  MS1110: {
    severity: 'hint',
    title: 'The raw products are not there, and what was loaded is used',
    cause: 'They were moved or removed after loading, or the work directory was copied without them.',
    remedy: 'Nothing to do; to load again, bring them back.',
  },
  MS1201: {
    severity: 'loss',
    title: 'Pairs lack a file',
    cause: 'Coherence or components were not made for these pairs, or lie in folders of other names.',
    remedy: 'Make the files, or leave the pairs out; as it is, they are not loaded.',
    fix: EXCLUDE,
  },
  MS1202: {
    severity: 'loss',
    title: 'Files of pairs without phase',
    cause: 'Unwrapping failed for these pairs.',
    remedy: 'Unwrap them, or ignore them: a pair without phase is not loaded.',
  },
  MS1203: {
    severity: 'loss',
    title: 'A pair is there more than once',
    cause: 'The pattern matches two versions of it, e.g. filtered and unfiltered, or adjacent frames.',
    remedy: 'Narrow the pattern; one of the files is loaded and the others are not.',
  },
  MS1204: {
    severity: 'loss',
    title: 'Pairs of another size',
    cause: 'They were not clipped or multilooked as the others were.',
    remedy: 'Bring all products to one grid; pairs of another size are not loaded.',
    fix: EXCLUDE,
  },
  MS1205: {
    severity: 'stop',
    title: 'No pair is complete',
    cause: 'Phase and coherence lie in folders or have names of other dates.',
    remedy: 'Check that the patterns of all layers lead to the same stack.',
  },
  MS1206: {
    severity: 'loss',
    title: 'The loader leaves something out',
    cause: 'What the products say cannot all be used.',
    remedy: 'See the message.',
  },
  MS1207: {
    severity: 'loss',
    title: 'The later date of a pair comes first',
    cause: 'The pair was formed backwards: its phase has the other sign.',
    remedy:
      'Check how it was formed; a time series needs all pairs in the same sense, or told apart by their names.',
    fix: EXCLUDE,
  },
  MS1208: {
    severity: 'stop',
    title: 'Too few pairs',
    cause: 'A pattern matches some of the pairs only, or most were left out.',
    remedy: 'Check mintpy.load.unwFile; a time series needs three dates or more.',
  },
  MS1209: {
    severity: 'stop',
    title: 'A frame does not fit the others of its pair',
    cause: 'It is of another pair or track, was unwrapped badly, or does not overlap the others.',
    remedy: 'Look at its phase where the frames overlap; leave the pair out, or load one frame at a time.',
  },
  MS1210: {
    severity: 'loss',
    title: 'A frame of a set-up does not fit the others of its pair',
    cause:
      'It was stitched all the same, with a step where it meets them: it was unwrapped badly, or hardly overlaps.',
    remedy:
      'Look at the pair where the frames overlap; leave it out with mintpy.load.excludePair, or make the set-up without the frame.',
  },
  MS1301: {
    severity: 'stop',
    title: 'The metadata of the stack cannot be read',
    cause: 'The metadata file is damaged or of a version that is not known.',
    remedy: 'Restore it; the message names file and field.',
  },
  MS1302: {
    severity: 'stop',
    title: 'An attribute is missing',
    cause: 'The metadata of the products do not tell it.',
    remedy: 'Add a line KEY = value to the template.',
  },
  MS1303: {
    severity: 'stop',
    title: 'An attribute has a value that cannot be meant',
    cause: 'Wrong unit, or damaged metadata.',
    remedy: 'Correct it at its source, or override it by a line KEY = value in the template.',
  },
  MS1304: {
    severity: 'stop',
    title: 'A perpendicular baseline that no two orbits have',
    cause: 'A damaged file of baselines.',
    remedy: 'Correct it in the files of baselines, or leave the pair out.',
    fix: EXCLUDE,
  },
  MS1305: {
    severity: 'loss',
    title: 'Heading and orbit direction contradict one another',
    cause: 'HEADING is measured another way, or ORBIT_DIRECTION is that of another track.',
    remedy: 'HEADING is in degrees clockwise from north: about -12 ascending, -168 descending.',
  },
  MS1306: {
    severity: 'hint',
    title: 'All perpendicular baselines are the same',
    cause: 'The baselines were not computed.',
    remedy: 'Set the baselines (mintpy.load.baselineDir); the DEM error cannot be estimated without them.',
  },
  MS1401: {
    severity: 'loss',
    title: 'The network falls into unconnected parts',
    cause: 'No pair bridges a gap in time.',
    remedy: 'Add a pair that bridges the parts; displacement between them is not measured.',
  },
  MS1402: {
    severity: 'hint',
    title: 'A long gap between dates',
    cause: 'Acquisitions are missing or were left out.',
    remedy: 'Check that nothing was lost on the way here.',
  },
  MS1403: {
    severity: 'hint',
    title: 'Dates that hang on a single pair',
    cause: 'Most pairs of the date are missing.',
    remedy: 'An unwrapping error of that pair cannot be noticed; add a pair if you can.',
  },
  MS1501: {
    severity: 'stop',
    title: 'An option does not fit the data',
    cause: 'A date, pixel, area or file of the template is not in this stack.',
    remedy: 'Correct the option that the message names.',
  },
  MS1502: {
    severity: 'loss',
    title: 'An option has no effect on these data',
    cause: 'It names dates or pairs that are not there.',
    remedy: 'Correct or remove it.',
  },
  MS1503: {
    severity: 'stop',
    title: 'A step asks for a layer that is not there',
    cause: 'Unwrapping errors are corrected with connected components, which are not loaded.',
    remedy: 'Set mintpy.load.connCompFile, or mintpy.unwrapError.method = no.',
  },
  MS1504: {
    severity: 'hint',
    title: 'A correction will not be made',
    cause: 'What it needs is not here, and the option is automatic.',
    remedy: 'Nothing, if you can do without it.',
  },
  MS1601: {
    severity: 'stop',
    title: 'Geometry and interferograms differ in size',
    cause: 'They were multilooked or cropped in other ways.',
    remedy: 'Make the geometry with the looks and the area of the interferograms.',
  },
  MS1602: {
    severity: 'loss',
    title: 'No lookup table',
    cause: 'mintpy.load.lookupYFile and lookupXFile are not set, and the stack is in radar coordinates.',
    remedy: 'Set them; without, results cannot be geocoded.',
    fix: 'writes the patterns of the files that are found in or beside the work directory',
  },
  MS1603: {
    severity: 'loss',
    title: 'No coherence',
    cause: 'mintpy.load.corFile is not set or matches nothing.',
    remedy: 'Set it; weights, masks and the choice of pairs need it.',
    fix: 'writes the pattern of the files that are found in or beside the work directory',
  },
  MS1604: {
    severity: 'hint',
    title: 'The azimuth angle does not fit the flight direction',
    cause: 'It is measured another way: from east, clockwise, or from the satellite.',
    remedy:
      'It is to be the direction from ground to satellite, in degrees from north, anticlockwise positive.',
  },
  MS1701: {
    severity: 'loss',
    title: 'A raster seems to hold no data',
    cause: 'The processor failed for this pair.',
    remedy: 'Look at it (mintsar view), and leave the pair out if it is empty.',
  },
  MS1702: {
    severity: 'loss',
    title: 'Values that cannot be meant',
    cause: 'Byte order, data type, unit or band are not what the metadata say.',
    remedy: 'Look at the file (mintsar view) and correct its metadata.',
  },
  MS1703: {
    severity: 'hint',
    title: 'The phase seems to be wrapped',
    cause: 'mintpy.load.unwFile leads to interferograms before unwrapping.',
    remedy: 'Set it to the unwrapped phase; wrapped phase belongs to mintpy.load.intFile.',
  },
  MS1704: {
    severity: 'hint',
    title: 'The phase follows height in nearly every pair, always in one sense',
    cause:
      'Stratified troposphere changes its sign from pair to pair: a constant sense speaks for a wrong DEM or sign.',
    remedy: 'Check the DEM and the sign of the phase.',
  },
  MS1705: {
    severity: 'hint',
    title: 'The phase depends on height as far as the orbits are apart',
    cause:
      'Topography was not taken out, was taken out with baselines of the other sign, or by a DEM that is off.',
    remedy:
      'Check the DEM and the baselines of the processor; mintpy.topographicResidual removes what is small.',
  },
  MS1706: {
    severity: 'hint',
    title: 'A layer of the products has the opposite sense of the phase in nearly every pair',
    cause: 'Tides or ionosphere come with another sign than the phase they are to be subtracted from.',
    remedy:
      'Compare the noise with and without it; mintpy.solidEarthTides.layerSign or mintpy.ionosphericDelay.layerSign = turned turns it.',
  },
  MS1801: {
    severity: 'stop',
    title: 'Not enough space on the disk',
    cause: 'The results need more than is free.',
    remedy: 'Free space, use another work directory, or load less (mintpy.subset, mintpy.multilook).',
  },
  MS1802: {
    severity: 'stop',
    title: 'The work directory cannot be written',
    cause: 'Permissions.',
    remedy: 'Ask for permission, or use another work directory (--dir).',
  },
} as const satisfies Readonly<Record<string, FindingKind>>;

export type FindingCode = keyof typeof FINDINGS;

/** A change of the template that puts a finding right. */
export type Fix =
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'rename'; readonly key: string; readonly name: string }
  | { readonly kind: 'exclude'; readonly pairs: readonly string[] };

/** Something that was found, with all that is needed to act on it. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** What is wrong, in which file and field: one sentence. */
  readonly message: string;
  readonly remedy: string;
  readonly fix?: Fix;
}

/** @param more of this very case: a remedy of its own, what puts it right */
export function finding(
  code: FindingCode,
  message: string,
  more: { readonly remedy?: string; readonly fix?: Fix } = {},
): Finding {
  const { severity, remedy } = FINDINGS[code];
  return { code, severity, message, remedy: more.remedy || remedy, fix: more.fix };
}
