import type { Context } from '../core/context.ts';
import { gnssMisfit } from '../operations/gnss/gnss-misfit.ts';
import { reportCorrection, writeReport, type Yardstick } from '../operations/scatter/correction-report.ts';
import { reportWords } from '../operations/scatter/report-words.ts';
import type { ScatterMemory } from '../operations/scatter/series-scatter.ts';
import { FILES } from '../operations/work-files.ts';
import { type Correction, OPTION_OF, type Plan } from './plan.ts';

/** Corrections of short wavelengths are judged without the ramps of orbits and ionosphere, those of long ones with them. */
const YARDSTICK: Readonly<Record<Correction, Yardstick>> = {
  LOD: 'withRamp',
  SET: 'withRamp',
  ionosphere: 'withRamp',
  troposphere: 'scatter',
  ramp: 'withRamp',
  topography: 'scatter',
};

/**
 * Measure what a correction did to the noise of every date and keep it in `corrections.json`. One that was asked for only if
 * better and is not stays beside the chain of series: the steps after it read the series before it.
 *
 * What cannot be measured is told and costs nothing, but a correction whose worth nobody knows is not kept if better.
 *
 * @param memory of the correction before, whose corrected series is the uncorrected one of this
 */
export async function judgeCorrection(
  plan: Plan,
  correction: Correction,
  memory: ScatterMemory,
  context: Context,
): Promise<void> {
  const { input, output } = plan.timeseriesAround(correction);
  const name = plan.corrections().get(correction) ?? correction;
  const ifBetter = plan.isIfBetter(correction);
  const [before, after] = [plan.path(input), plan.path(output)];
  const mask = plan.hasFile(FILES.maskTempCoh) ? plan.path(FILES.maskTempCoh) : null;
  const geometry = plan.path(plan.loaded.geometry);
  const request = { name, before, after, yardstick: YARDSTICK[correction], ifBetter, mask, geometry, memory };
  const lookup = plan.loaded.lookup && plan.path(plan.loaded.lookup);
  const gnss = await gnssMisfit([before, after], plan.project.workDir, { geometry, lookup }, context);
  const report = { ...(await reportCorrection(request, context)), ...(gnss && { gnss }) };
  writeReport(plan.path(FILES.corrections), correction, report);
  if (report.problem === undefined) context.log.info(reportWords(report));
  else context.log.warn(`what ${name} did to the noise is not known: ${report.problem}`);
  if (report.kept) return;
  context.log.warn(
    `${name} is not kept, as ${OPTION_OF[correction]} asks: ${output} stays beside ${input}, and the run goes on with ${input}`,
  );
}
