import { type FigureLook, writeFigure } from '../figures/save.ts';
import type { ProductNetwork } from './product-network.ts';

/** Draw a proposed network: its pairs in the colour of the coherence they will have, those left out dashed. */
export async function drawProductNetwork(
  { picture, track }: ProductNetwork,
  path: string,
  look: FigureLook,
): Promise<void> {
  const { drawNetwork, letterSize } = await import('../../plot/index.ts');
  const figure = drawNetwork(picture, {
    title: `Proposed network, track ${track}`,
    label: 'Expected coherence',
    fontSize: letterSize(look.theme),
  });
  await writeFigure(path, figure, look);
}
