import { nearestKey, type Project } from '../../config/index.ts';
import { type Finding, type Fix, finding } from './findings.ts';

const UNKNOWN = /there is no option (\S+);/;

/** Lines of the templates that have no effect. */
export function checkTemplate({ warnings, given }: Project): Finding[] {
  return [...new Set(warnings)].map((message) => {
    const key = UNKNOWN.exec(message)?.[1];
    const name = key === undefined ? null : nearestKey(key);
    const isFree = name !== null && !(given as ReadonlySet<string>).has(name);
    const fix: Fix | undefined = key !== undefined && isFree ? { kind: 'rename', key, name } : undefined;
    return finding('MS1003', message, { fix });
  });
}
