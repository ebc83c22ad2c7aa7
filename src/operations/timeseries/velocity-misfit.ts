import { MAX_PDF_LOOKS } from '../../core/inversion/phase-variance.ts';

/** Median s0² of a scene beyond which the looks of the coherence are not those of the metadata. */
const LEAST = 0.5;
const MOST = 2.5;

/** What the median s0² of the interferograms says of their looks. */
export function misfitWords(
  square: number,
  looks: number,
  stack: string,
): { readonly text: string; readonly isFar: boolean } {
  const text = `interferograms of ${stack} disagree ${square.toFixed(1)} times as much (median s0²) as their coherence of ${looks} looks tells`;
  if (square >= LEAST && square <= MOST) return { text, isFar: false };
  const isMore = square > MOST;
  return {
    text: `${text}: ${isMore ? 'fewer' : 'more'} looks, some ${Math.max(1, Math.round(Math.min(looks, MAX_PDF_LOOKS) / square))}, are likely (NCORRLOOKS, or ALOOKS x RLOOKS / 1.94)${isMore ? ', or unwrapping errors' : ''}`,
    isFar: true,
  };
}
