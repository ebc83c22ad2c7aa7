/**
 * What the products of a processor are called: enough to know a folder of them by names alone. Expressions see paths that start
 * from that folder, with `/` between their parts.
 */
export interface ProductSigns {
  /** A name that only this processor's products have. */
  readonly own: RegExp;
  /**
   * Files of each loading option (`unwFile`), as one expression or several in order of preference. Of an option that ends in `Dir`
   * the first group is the folder.
   */
  readonly files: Readonly<Record<string, RegExp | readonly RegExp[]>>;
}
