import { describe, expect, test } from 'vitest';
import { commandReference } from '../src/commands/docs.ts';
import { optionReference } from '../src/config/docs.ts';
import { passes } from '../src/core/validation/experiment.ts';
import { paperExperiments } from '../src/core/validation/experiments.ts';
import { experimentTable, tableMarkdown } from '../src/operations/validation/validation-table.ts';
import { workflowReference } from '../src/steps/docs.ts';
import { findingReference } from '../src/steps/doctor/docs.ts';

// `npm run docs` writes these pages; the tests see that they are current.
describe('generated pages of the documentation are current', () => {
  test('docs/options.md lists every option of the schema', async () => {
    const page = `# Options

Every option of the template, step by step. \`auto\` is what an option means when it is \`auto\` or missing. Names, values and
defaults are those of MintPy; a template made for MintPy is read as it is. Every key may begin with \`mintsar.\` instead of
\`mintpy.\`. \`mintsar smallbaselineApp -H\` prints a template with all of them.

${optionReference()}`;
    await expect(page).toMatchFileSnapshot('../docs/options.md');
  });

  test('docs/doctor.md explains every finding of the table', async () => {
    const page = `# The doctor

\`mintsar doctor\` looks at a template and its products before anything runs: file names, headers and a few rows, never whole
images. \`mintsar init FOLDER\` writes a template for products that it knows by their names. What the doctor finds has a number:

    mintsar doctor my.cfg            # exit code 0: nothing wrong, 1: something stops the run, 3: something would be lost
    mintsar doctor my.cfg --json     # all that was seen, for scripts
    mintsar doctor my.cfg --fix      # change the template where that is safe

\`--fix\` changes the template alone and keeps a copy of it; products are neither changed nor moved. A pair with a broken file is
listed in \`mintpy.load.excludePair\` and loads again when it is taken out of the list.

${findingReference()}
`;
    await expect(page).toMatchFileSnapshot('../docs/doctor.md');
  });

  test('docs/accuracy.md is what the experiments give, and all of them hold', async () => {
    const rows = paperExperiments();
    const page = `# Accuracy

\`mintsar validate\` tells how accurate results are, and how accurate they can be. All of this page is its output, or how to read it.

## Where the truth is known

\`mintsar validate --paper\` simulates the experiments of Yunjun, Fattahi and Amelung (2019,
doi:10.1016/j.cageo.2019.104331) that need no data of theirs: weights (E1), bridging (E2), phase closure (E3), the penalty of LASSO (E4),
open triplets (E5), DEM error beside a step (E9), noisy dates (E10). \`expected\` is what theory gives; for E3 what the reference
implementation leaves in many draws. The paper prints numbers for few of them: where it has a figure alone, the figure is named. \`--seed\` draws
anew.

${tableMarkdown(experimentTable(rows))}

The 30.06 m of the paper come from a step dated after the first acquisition that had jumped. A step whose day is that of an acquisition says
nothing about the side on which that acquisition lies: leave the day out (\`mintpy.topographicResidual.excludeDate\`), as
\`mintpy.topographicResidual.shrinkage = yes\` does by itself.

## The best profile

Defaults are the numbers of the reference. \`mintpy.profile = best\` lets \`auto\` mean options of ours that were better on simulated scenes, and
on none of them worse by more than 5 %; what the template sets wins.

| option | instead | what it does |
|--|--|--|
| \`mintpy.reference.method = area\` | a pixel | the velocity is relative to the mean of all reliable pixels (maskTempCoh.h5), which is the best constant; a pixel carries its own noise into the whole map (1.04 to 2.2 times the error on four scenes), the largest region alone 1.02 to 1.14 times |
| \`mintpy.topographicResidual.shrinkage = yes\` | the estimate as it is | w' = w τ² / (τ² + c s²): of the DEM error what stands out of the noise. Of 24 scenes the estimate as it is made the series worse in 18 by more than 5 %, the shrunk one in none; it was better in 12 and took nothing off in 12 |
| \`mintpy.networkInversion.gap = nsbas\` | minimum norm | a line with an annual period across gaps of the network; nothing where there are none |
| \`mintpy.timeFunc.uncertaintyQuantification = full\` | the residue of a line | standard deviations that hold what they promise |

## Requirements of NISAR

\`mintsar validate timeseries.h5\` judges a series by requirements 658 (secular: 2 mm/year), 660 (coseismic: 4 (1 + √L) mm, with \`--event\`) and
663 (transient: 3 (1 + √L) mm in 12 days), for places L = 0.1 to 50 km apart, 68.3 % of which must differ by no more. \`--method insar\`, the
default, takes pairs of pixels, which must not move: \`-m\` chooses them. \`--method gnss\` takes pairs of GNSS stations and
takes off what the stations themselves measure. Two rules are shown:

| | atbd | strict |
|--|--|--|
| pixels | drawn and paired, each once: most pairs are far apart | distances even in their logarithm, in any direction |
| bins of 658 | logarithmic, 1.026 to 50 km: pairs nearer than that do not count | logarithmic, 0.1 to 50 km |
| bins of 660, 663 | linear, 0.1 to 50 km | the same as of 658 |
| limit of 663 | that of the near edge of the bin | that of the distance of the pair |
| holds when | more than 68.3 % of all pairs do | 68.3 % of the pairs of every bin with ten do; of all together where no bin has ten |

Exit code 0: all hold; 3: all hold by \`atbd\`, not all by \`strict\`; 1: some do not hold by \`atbd\`.

## What a network can reach

\`mintsar validate --simulate inputs/ifgramStack.h5\` takes the pairs that a stack keeps and the coherence of its pixels, simulates echoes whose
coherence decays as theirs, forms, inverts and fits the interferograms, and compares with the truth. Turbulence of
the troposphere is added for two places L km apart, 2.5 mm √L in the zenith (Emardson et al. 2003); \`--turbulence 0.6\` when
corrections leave 60 % of it. Unwrapping errors are not in it.
`;
    expect(rows.filter((row) => !passes(row))).toEqual([]);
    await expect(page).toMatchFileSnapshot('../docs/accuracy.md');
  }, 120_000);

  test('docs/workflow.md lists every step of the table', async () => {
    const page = `# The workflow

\`mintsar smallbaselineApp\` runs these steps in order. \`--dostep NAME\` runs one, \`--start NAME\` and \`--end NAME\` a part.

File names are those of a radar-coded stack with every step switched on. Each correction adds its word to the name of
the time series; a correction that is off adds none, so that with all of them off the velocity comes from
\`timeseries.h5\`. Names are relative to the work directory.

${workflowReference()}

## The page

With the figures a run writes \`index.html\` into the work directory: the velocity on a map with its uncertainty and coherence, the
series of a few places, the network, the noise of each date, what the corrections did to it, every step with its options,
warnings, and links to the files. It is one file that needs no server and no network, and can be mailed or printed. A run that draws no figures (\`mintpy.plot = no\`, one
step alone) makes no page, but brings one that is there up to date.

## Layers of products

NISAR and ARIA products bring the delay of the troposphere and the solid Earth tides along. \`mintpy.troposphericDelay.method = layer\`
and \`mintpy.solidEarthTides.source = layer\` subtract them: series of dates (\`inputs/HRRR_ARIA.h5\` or of another model,
\`inputs/solidEarthTide_ARIA.h5\`, m, positive toward the satellite), else stacks of pairs (\`inputs/tropoStack.h5\`,
\`inputs/setStack.h5\`: \`unwrapPhase\` in rad), which are inverted to dates. The rule of the sign: a layer has the sense of the phase it
comes with, so that phase minus layer is what is left. Should a product break it (the tides of NISAR have been made with the other
sense), \`mintpy.*.layerSign = turned\` turns the layer, and the report below tells which of the two is quieter.

## Did a correction help?

Every correction of the series is measured when it is made: of what the dates have beside steady motion (a line through time,
so that the reference date does not matter) the standard deviation in space, without and with a ramp, the semivariogram
at 1, 5, 20 and 50 km, and the correlation with height; before and after, at the same sample of reliable pixels. The numbers of
all dates are in \`corrections.json\`, their sums in the summary of the run and on the page. What a correction changes
evenly in time or over the scene is not seen by them.

\`auto-if-better\` keeps a correction only where it makes more than half of the dates quieter:

    mintpy.troposphericDelay.method = auto-if-better      # or gacos-if-better, height_correlation-if-better...
    mintpy.deramp                   = linear-if-better

The troposphere and the DEM error are judged without a ramp, tides, ionosphere and ramps with it. A correction that is not
kept is named in the log, the summary and on the page; its series stays in the work directory, and the steps after it go on from
the series before it. Of options that are off by default \`auto-if-better\` tries \`yes\`, \`split_spectrum\` and \`linear\`.

## Update mode

A step runs again only when something it depends on has changed: one of its options, a file it reads, the raw products
behind it, or one of its own files that is missing or was changed by another program. The log says which. What was made
from what is remembered in \`.mintsar/workflow.json\` of the work directory; delete that file to run everything again.

Change \`mintpy.timeFunc.*\` and only \`velocity\` and what is made from it run again; change the reference point and
everything after it does. When a step comes to the same result as before (the same pixel, the same network), the steps
after it stay up to date.

## New interferograms

Interferograms that come into the raw folder are added to \`inputs/ifgramStack.h5\` by the next \`smallbaselineApp\` or \`load_data\`: only
they are read, and the others keep their bytes, wherever in the order of dates the new ones belong. An interferogram one of whose raw
files has another size or time is read again; one that is gone is taken out. The log says how many:

    inputs/ifgramStack.h5: 285 interferograms stay, 3 are added, 0 read again, 0 taken out.

The stack is then what it would be if it were loaded anew: all interferograms in use, no reference point, no corrected phase, and all
steps after it run again. The same holds for \`ionStack.h5\` and the other stacks. A hidden file beside the stack,
\`.ifgramStack.h5.sources\`, keeps from what each interferogram was read.

Adding changes the file in place, and counts from one small write at its end on: killed before, the stack is what it was, and the next
run goes on with the rasters that were finished. What was replaced or taken out stays in the file as unused space. A stack of which more
than half would be unused, or that has another name (a hard link), is written anew from what it holds, without the raw files. A stack
that another program wrote, or that was loaded by a version without such notes, is loaded anew when interferograms come.
\`mintpy.load.updateMode = no\` and \`load_data --enforce\` read everything.

\`mintsar update [template]\` does the same as \`smallbaselineApp\`, and tells what moved: the velocity after it beside the one before,
relative to the same reference pixel where that is another one now. \`velocityChange.h5\` holds the change (\`velocityChange\`, m/year), the
same in standard deviations of the velocity before (\`velocityChangeSigma\`), and the reliable pixels beyond 2 of them (\`moved\`; \`--sigma\`
for another limit); \`pic/velocityChange.png\` is the map, \`velocityChange.txt\` the list, largest first. When an update is interrupted, the
next one compares with the velocity before both.

## Runs that are interrupted

A run that is interrupted leaves no half-written file: every file is written beside its final name and then renamed.
The same command goes on with the step that was interrupted, from the blocks, interferograms or rasters it had finished.

One run works in a directory at a time. A second one is refused with the name of the first, or waits for it with \`--wait\`;
so is a command that would change a file of a directory in which a run is at work. Reading (\`info\`, \`view\`) and writing to
new names is free. A lock left by a process that was killed is recognised. Only for a lock of another host you are asked:
remove the file that the message names when you know that its process has ended.

Data and names of files reach the disk before a product counts as complete, so that a power failure loses the last step at
most. Where that is slow, as on some network disks, \`MINTSAR_SYNC=no\` leaves it to the system.
`;
    await expect(page).toMatchFileSnapshot('../docs/workflow.md');
  });

  test('docs/commands.md lists every command with examples', async () => {
    const page = `# Commands

\`mintsar <command> --help\` shows every flag. Commands and flags have the names they have in MintPy, with or without
\`.py\`.

${await commandReference()}
`;
    await expect(page).toMatchFileSnapshot('../docs/commands.md');
  });
});
