import { isYes } from './loose-values.ts';
import type { Template, TemplateEntry } from './template.ts';

/** Options that go by another name today. */
const RENAMED: Readonly<Record<string, string>> = {
  'mintpy.velocity.startDate': 'mintpy.timeFunc.startDate',
  'mintpy.velocity.endDate': 'mintpy.timeFunc.endDate',
  'mintpy.velocity.excludeDate': 'mintpy.timeFunc.excludeDate',
  'mintpy.velocity.bootstrapCount': 'mintpy.timeFunc.bootstrapCount',
  'mintpy.timeFunc.step': 'mintpy.timeFunc.stepDate',
  'mintpy.topographicResidual.stepFuncDate': 'mintpy.topographicResidual.stepDate',
  'mintpy.load.xstep': 'mintpy.multilook.xstep',
  'mintpy.load.ystep': 'mintpy.multilook.ystep',
  'mintpy.load.ionoFile': 'mintpy.load.ionUnwFile',
  'mintpy.residualRms.maskFile': 'mintpy.residualRMS.maskFile',
  'mintpy.residualRms.ramp': 'mintpy.residualRMS.deramp',
  'mintpy.residualRms.cutoff': 'mintpy.residualRMS.cutoff',
  'mintpy.networkInversion.cluster': 'mintpy.compute.cluster',
  'mintpy.networkInversion.config': 'mintpy.compute.config',
  'mintpy.networkInversion.numWorker': 'mintpy.compute.numWorker',
  'mintpy.networkInversion.memorySize': 'mintpy.compute.maxMemory',
  'mintpy.compute.memorySize': 'mintpy.compute.maxMemory',
  'mintpy.save.kml': 'mintpy.save.kmz',
};

/** Options that exist no longer and change nothing. */
const DROPPED = new Set([
  'mintpy.networkInversion.walltime',
  'mintpy.compute.walltime',
  'mintpy.networkInversion.residualNorm',
  'mintpy.unwrapError.yx',
]);

/** Switches whose `yes` became a value of another option. */
const SWITCHES: Readonly<Record<string, { key: string; value: string }>> = {
  'mintpy.velocity.bootstrap': { key: 'mintpy.timeFunc.uncertaintyQuantification', value: 'bootstrap' },
  'mintpy.networkInversion.parallel': { key: 'mintpy.compute.cluster', value: 'local' },
};

const LAT_STEP = 'mintpy.geocode.latStep';
const LON_STEP = 'mintpy.geocode.lonStep';

/** Whether a key, with either prefix, is a known name of the past. */
export function isOldName(key: string): boolean {
  const today = withoutOldPrefix(key);
  return (
    today !== key ||
    today in RENAMED ||
    today in SWITCHES ||
    DROPPED.has(today) ||
    today === LAT_STEP ||
    today === LON_STEP
  );
}

/**
 * The template with the option names of today, and a warning for each that was renamed or is without effect.
 * A line with today's name wins over one with an old name, unless it says auto.
 */
export function translateOldNames(template: Template): { template: Template; warnings: string[] } {
  const entries = new Map<string, TemplateEntry>();
  const old: TemplateEntry[] = [];
  for (const entry of template.entries.values()) {
    if (isOldName(entry.key)) old.push(entry);
    else entries.set(entry.key, entry);
  }
  // A line that leaves it at auto, as the template of a work directory does for every option, decides nothing.
  const decided = new Set(
    [...entries.values()].filter(({ value }) => value !== 'auto').map(({ key }) => key),
  );
  const warnings: string[] = [];
  for (const entry of old) {
    const where = `${template.source}, line ${entry.line}: ${entry.key}`;
    const now = translate(entry, template);
    if (now === null) {
      warnings.push(`${where} is an option of the past and has no effect; the line can be deleted.`);
    } else if (decided.has(now.key)) {
      warnings.push(`${where} is ignored, because ${now.key}, its name today, is given as well.`);
    } else {
      entries.set(now.key, { ...now, line: entry.line });
      warnings.push(`${where} is called ${now.key} today and is read as ${now.key} = ${now.value}.`);
    }
  }
  return { template: { ...template, entries }, warnings };
}

function translate(entry: TemplateEntry, template: Template): { key: string; value: string } | null {
  const key = withoutOldPrefix(entry.key);
  if (DROPPED.has(key)) return null;
  if (key in SWITCHES) return isYes(entry.value) ? SWITCHES[key] : null;
  if (key === LAT_STEP || key === LON_STEP) {
    const lat = valueGiven(template, LAT_STEP) ?? entry.value;
    const lon = valueGiven(template, LON_STEP) ?? entry.value;
    // One of the two alone stands for a square pixel; auto and no speak for both.
    const value =
      /^[+-]?[\d.]/.test(lat) && /^[+-]?[\d.]/.test(lon) && lat !== lon ? `${lat},${lon}` : entry.value;
    return { key: 'mintpy.geocode.laloStep', value };
  }
  return { key: RENAMED[key] ?? key, value: entry.value };
}

function valueGiven(template: Template, key: string): string | undefined {
  return (template.entries.get(key) ?? template.entries.get(key.replace(/^mintpy\./, 'pysar.')))?.value;
}

/** PySAR was MintPy's name until 2018. */
function withoutOldPrefix(key: string): string {
  return key.replace(/^pysar\./, 'mintpy.');
}
