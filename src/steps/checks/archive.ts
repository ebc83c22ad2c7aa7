import { assertArchivable, withTemplate } from '../../operations/mapping/hdfeos5-metadata.ts';
import type { StepCheck } from '../step.ts';

/** Metadata that an archive asks for. */
export const checkArchive: StepCheck = (plan, scene) => {
  if (scene !== undefined) assertArchivable(withTemplate(scene.attributes, plan.project.otherLines));
  return [];
};
