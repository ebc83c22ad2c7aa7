import { OptionError } from '../core/errors.ts';

/** A command that cannot begin without a template. The reference ends with status 1 here, and scripts may count on it. */
export class NoTemplateError extends OptionError {
  override readonly exitCode = 1;
}
