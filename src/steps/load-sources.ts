import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import type { Config, Project } from '../config/index.ts';
import { projectOf } from '../io/attributes/sensor.ts';
import { filesOf, type LoadOptions, loadOptions } from '../loading/load-options.ts';
import type { EnabledSteps } from '../loading/required-attributes.ts';
import { withAutoPaths } from '../processors/auto-path.ts';
import type { Plan } from './plan.ts';

/** What loading needs to know of a work directory and its templates. */
export type LoadTemplates = Pick<Project, 'workDir' | 'name' | 'config' | 'metadata' | 'custom'>;

/** Loading options of a work directory. */
export function projectLoadOptions({ config, workDir, metadata, name, custom }: LoadTemplates): LoadOptions {
  return loadOptions(config, {
    workDir,
    metadata,
    projectName: name ?? undefined,
    platform: name === null ? undefined : projectOf(custom?.source ?? name)?.sensor,
    custom: Object.fromEntries([...(custom?.entries.values() ?? [])].map((e) => [e.key, e.value])),
  });
}

/** Paths (from the work directory), sizes and times of all raw files that the options name. */
export function rawProducts(plan: Plan): string {
  const options = withAutoPaths(projectLoadOptions(plan.project));
  const hash = createHash('sha256');
  for (const name of Object.keys(options.patterns).sort()) {
    for (const path of filesOf(options, name)) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${name} ${relative(options.workDir, path)} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/** What the steps after loading will ask of the metadata. */
export function needsOf({ save }: Config): EnabledSteps {
  return { hdfEos5: save.hdfEos5.enabled };
}
