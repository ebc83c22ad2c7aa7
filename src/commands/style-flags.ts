import { flag } from '../flags/flag.ts';
import { choice, int } from '../flags/kind.ts';
import type { Theme } from '../plot/index.ts';

/** The themes in the order of the alphabet, as choices are listed. */
const THEMES = ['dark', 'paper', 'screen'] as const satisfies readonly Theme[];
const HELP = 'letters and resolution to be printed (paper) or shown (screen); dark ground (dark)';

/** Resolution of a figure of a command whose figures have `usual` dots per inch. */
export const dpiFlag = (usual: number) =>
  flag('--dpi', int(1), 'resolution of a .png', { shown: `${usual}, or that of the style` });

/** How a figure looks: spread into the flags of every command that draws one. */
export const styleFlags = {
  theme: flag('--style --theme', choice(THEMES), HELP),
};

/** The same beside maps, whose `--style` chooses between image and discs as in MintPy, and takes the themes as well. */
export const mapStyleFlags = {
  style: flag(
    '--style',
    choice([...THEMES, 'image', 'scatter'].sort() as (Theme | 'image' | 'scatter')[]),
    `image, or a disc for every pixel; or ${HELP}`,
    { default: 'image' },
  ),
  theme: flag('--theme', choice(THEMES), 'the same as a --style, beside discs, too'),
};

/** The theme that either flag names. */
export function themeOf({
  style,
  theme,
}: {
  readonly style: string;
  readonly theme?: Theme;
}): Theme | undefined {
  return theme ?? THEMES.find((name) => name === style);
}
