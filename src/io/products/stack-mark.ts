import { stampOf } from './provenance.ts';

/** What notes beside a stack hold for: any change of the stack shows in it. */
export function stackMark(stack: string): string {
  return stampOf(stack, { changes: true }) ?? '';
}
