/** What figures of MintPy's notebooks start from. */
export const plotDefaults = {
  fontFamily: 'Helvetica',
  fontSize: 12,
  markerSize: 5,
  edgeWidth: 1,
  transparency: 0.8,
  extension: '.png',
  dpi: 600,
} as const;
