import { stepTemplateText } from '../config/index.ts';

/** The template options of the given workflow steps, as they stand in the template file. */
export async function templateHelp(steps: readonly string[]): Promise<string> {
  return steps.map((step) => stepTemplateText(step)).join('\n');
}
