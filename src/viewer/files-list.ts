/** A file that a page may open. */
export interface ListedFile {
  /** what it is called in the page and in links: its path below what was opened, `geo/geo_velocity.h5` */
  readonly name: string;
  /** where it is, relative to the page */
  readonly url: string;
  /** where values are asked for, relative to the page; absent where nobody but the page reads files */
  readonly values?: string;
}

type Place = { readonly y: number; readonly x: number } | { readonly lat: number; readonly lon: number };

/** What the page begins with, as the flags of a command ask. */
export interface Wish {
  /** datasets or dates of the file that is shown first */
  readonly names?: readonly string[];
  readonly colors?: {
    /** in the unit shown */
    readonly limits?: readonly [number, number];
    readonly colormap?: string;
    /** the cycle of fringes, in the unit shown */
    readonly wrap?: readonly [number, number];
  };
  /** name of a file; null = none */
  readonly mask?: string | null;
  readonly points?: readonly Place[];
  readonly reference?: Place;
  readonly referenceDate?: string;
}

/** What stands beside a page to tell it what to open: the server gives it, and so does a folder of static files. */
export interface FilesList {
  readonly title: string;
  /** name of the file to begin with */
  readonly shown?: string;
  readonly wish?: Wish;
  readonly files: readonly ListedFile[];
}

/** Planes of one series that are read at most: no stack has more, and a damaged file may claim any number. */
export const MOST_PLANES = 20_000;
