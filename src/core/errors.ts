/**
 * Kinds of errors, for programs that act on them: words or options that cannot be (`usage`), files, datasets and dates that are
 * not there (`not-found`), data and values that do not fit (`bad-value`), what this version does not do (`unsupported`),
 * and work that began well and could not finish (`runtime`). They stay what they are from version to version.
 */
export type ErrorCode = 'usage' | 'not-found' | 'bad-value' | 'unsupported' | 'runtime';

/**
 * Every error thrown on purpose: what is wrong, with the offending value, and what to do about it.
 * The command line prints both sentences without a stack trace; any other error is a bug and keeps its trace.
 */
export class MintsarError extends Error {
  /** What the user can do, one sentence; empty when the message says it all. */
  readonly remedy: string;
  /** What kind of error it is, for programs. */
  readonly code: ErrorCode = 'bad-value';
  /** Exit code of the command line: 2 for bad input, 1 for a run that failed. */
  readonly exitCode: number = 2;

  constructor(message: string, remedy = '', options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.remedy = remedy;
  }
}

/** Arrays or files whose sizes do not fit together. */
export class ShapeError extends MintsarError {}

/** An attribute or header field that is missing or unusable. */
export class MetadataError extends MintsarError {}

/** A file or folder that is missing, truncated, of another format, or not writable. */
export class FileError extends MintsarError {}

/** A file, dataset or raster that is not there. */
export class NotFoundError extends FileError {
  override readonly code = 'not-found';
}

/** A template option or command-line flag with an unusable value. */
export class OptionError extends MintsarError {
  override readonly code: ErrorCode = 'usage';
}

/** A reference point that lies outside, is masked, or cannot be found. */
export class ReferencePointError extends MintsarError {}

/** A network of interferograms from which no time series can be estimated. */
export class NetworkError extends MintsarError {}

/** Something that this version does not do; the remedy says what to choose instead. */
export class UnsupportedError extends MintsarError {
  override readonly code = 'unsupported';
}

/** The run started well and could not finish (disk full, too few reliable pixels). */
export class RunError extends MintsarError {
  override readonly code = 'runtime';
  override readonly exitCode = 1;
}

/** Another process is at work on the same file or work directory. */
export class LockedError extends RunError {}

/** The user stopped the run; the same command goes on from what is finished. */
export class InterruptedError extends RunError {}
