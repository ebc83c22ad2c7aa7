import { element } from '../parts/dom.ts';
import { numberText } from '../parts/number-text.ts';
import { text } from '../text/text.ts';
import { coherenceColor, residualColor, SCALES } from './pair-colors.ts';

const STOPS = 24;

/** What the colours of the matrix mean. */
export function matrixScales(): HTMLElement {
  const scale = (
    name: string,
    [low, high]: readonly [number, number],
    unit: string,
    color: typeof coherenceColor,
  ) => {
    const stops = Array.from({ length: STOPS + 1 }, (_, k) => color(low + ((high - low) * k) / STOPS));
    const ramp = element('span', { class: 'scale-ramp' });
    ramp.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
    const end = (value: number, before: string) =>
      element('span', {}, [`${before}${numberText(value, 2)}${unit}`]);
    return [
      element('span', {}, [name]),
      end(low, low === 0 ? '' : '≤ '),
      ramp,
      end(high, high === 1 ? '' : '≥ '),
    ];
  };
  return element('div', { class: 'matrix-scales' }, [
    ...scale(text('coherence'), SCALES.coherence, '', coherenceColor),
    ...scale(text('residual'), SCALES.residual, ' rad', residualColor),
  ]);
}
