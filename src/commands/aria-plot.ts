import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, on } from '../flags/flag.ts';
import { type Kind, positive } from '../flags/kind.ts';
import { plotGunw } from '../operations/extraction/plot-gunw.ts';
import { productFlags, productRequest, withMachine } from './aria-flags.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';

const WIDTHS: Readonly<Record<string, number>> = { standard: 8, wide: 14 };

const figureWidth: Kind<number, number | 'standard' | 'wide'> = {
  accepts: 'inches, standard or wide',
  metavar: 'WIDTH',
  parse: (text) => WIDTHS[text.toLowerCase()] ?? positive.parse(text),
};

/** `mintsar ariaPlot`. */
export const command = defineCommand({
  description: `Figures of GUNW products before anything is processed: what each pair covers, the network of perpendicular baselines, coherence. They go to
figures/ in the folder of the outputs, as PNG and PDF; with a mask their names end in _mask.`,
  examples: [
    "mintsar ariaPlot -f 'products/*.nc' -plotall",
    "mintsar ariaPlot -f 'products/*.nc' -plottracks -plotbperp -b '33.5 34.5 -118.8 -117.3'",
    "mintsar ariaPlot -f 'products/*.nc' -makeavgoh -m download -w check",
  ],
  flags: {
    ...productFlags,
    tracks: on('-plottracks --plottracks', 'latitudes of each pair against what all have in common'),
    bperp: on('-plotbperp --plotbperp', 'perpendicular baselines over time, and their histogram'),
    coherence: on('-plotcoh --plotcoh', 'mean coherence over time, and its histogram'),
    average: on('-makeavgoh --makeavgoh', 'map of the mean coherence, as a raster and a figure'),
    bperpCoherence: on(
      '-plotbperpcoh --plotbperpcoh',
      'baselines over time in the colours of mean coherence',
    ),
    all: on('-plotall --plotall', 'all of these'),
    width: flag('--figwidth', figureWidth, 'width of the figure of latitudes: inches, standard or wide', {
      shown: 'standard',
    }),
    dpi: dpiFlag(300),
    ...styleFlags,
  },
  async run(request, context) {
    const { all } = request;
    const figures = {
      extents: all || request.tracks,
      baselines: all || request.bperp,
      coherence: all || request.coherence,
      averageCoherence: all || request.average,
      baselinesByCoherence: all || request.bperpCoherence,
    };
    if (!Object.values(figures).some(Boolean))
      throw new OptionError('No figure is asked for.', 'Ask for some, e.g. -plotall or -plotbperp.');
    const extraction = { ...productRequest(request), projection: 4326, looks: 1, isRanked: false };
    const files = await plotGunw(
      {
        extraction,
        figures,
        width: request.width ?? WIDTHS.standard,
        dpi: request.dpi,
        theme: request.theme,
      },
      withMachine(request, context),
    );
    for (const file of files) context.print(file);
  },
});
