/** A file that a page may open. */
export interface ListedFile {
  /** what it is called in the page and in links: its path below what was opened, `geo/geo_velocity.h5` */
  readonly name: string;
  /** where it is, relative to the page */
  readonly url: string;
  /** where the series of a pixel is asked for, relative to the page; absent where nobody but the page reads files */
  readonly series?: string;
}

/** What stands beside a page to tell it what to open: the server gives it, and so does a folder of static files. */
export interface FilesList {
  readonly title: string;
  /** name of the file to begin with */
  readonly shown?: string;
  readonly files: readonly ListedFile[];
}

/** Planes of one series that are read at most: no stack has more, and a damaged file may claim any number. */
export const MOST_PLANES = 20_000;
