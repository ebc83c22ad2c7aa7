import { type CorrectionReport, readReports } from '../../operations/scatter/correction-report.ts';
import { reportWords } from '../../operations/scatter/report-words.ts';
import { FILES } from '../../operations/work-files.ts';
import { type Correction, OPTION_OF, type Plan } from '../plan.ts';
import { STEPS } from '../registry.ts';

/** What the corrections of a run did to the noise, in the order of the workflow. */
export function correctionReports(plan: Plan, ran: ReadonlySet<string>): [Correction, CorrectionReport][] {
  const reports = readReports(plan.path(FILES.corrections));
  return STEPS.flatMap(({ name, correction }): [Correction, CorrectionReport][] => {
    if (correction === undefined || !ran.has(name) || !plan.corrections().has(correction)) return [];
    const report = reports[correction];
    return report === undefined || report.problem !== undefined ? [] : [[correction, report]];
  });
}

/** One line for all; undefined when there was none. */
export function correctionWords(plan: Plan, ran: ReadonlySet<string>): string | undefined {
  const words = correctionReports(plan, ran).map(([, report]) => reportWords(report));
  return words.length === 0 ? undefined : words.join('; ');
}

/** Corrections that `auto` stands for and that could not be made, with the reason and what to do. */
export function unmadeCorrections(plan: Plan, ran: ReadonlySet<string>): string[] {
  const refused = plan.refused();
  const reports = readReports(plan.path(FILES.corrections));
  return STEPS.flatMap(({ name, correction }) => {
    if (correction === undefined || !ran.has(name) || !refused.has(correction)) return [];
    const report = reports[correction];
    return report?.problem === undefined || report.dates.length > 0 || plan.hasFile(report.after)
      ? []
      : [`the ${correction} is not corrected: ${report.problem}`];
  });
}

/** Corrections that made most dates noisier, and are in the result all the same. */
export function harmfulCorrections(plan: Plan, ran: ReadonlySet<string>): string[] {
  return correctionReports(plan, ran).flatMap(([correction, report]) => {
    const { name, kept, judgement, after, before } = report;
    const isHarmful = kept && !judgement.helps && judgement.after > judgement.before;
    const option = OPTION_OF[correction];
    if (!isHarmful || option === undefined) return [];
    return [
      `${name} made ${judgement.numDate - judgement.numBetter} of ${judgement.numDate} dates no quieter: see mintsar compare_corrections ${before} ${after}; ${option} = ${plan.project.text.get(option) ?? 'auto'}-if-better leaves such a correction out`,
    ];
  });
}
