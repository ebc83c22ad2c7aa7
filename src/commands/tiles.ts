import { rmSync } from 'node:fs';
import { OptionError, RunError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, list } from '../flags/flag.ts';
import { choice, folder, int, type Kind, word } from '../flags/kind.ts';
import { version } from '../io/files/version.ts';
import { WORKSHOP } from '../operations/engine.ts';
import { finishTiles, missingTiles } from '../tiles/finish-tiles.ts';
import { mapPath } from '../tiles/plain-work.ts';
import { planTiles, WorkPlanned } from '../tiles/plan-tiles.ts';
import { runTile } from '../tiles/run-tile.ts';
import { readPlan } from '../tiles/tile-plan.ts';
import { computeFlags, withCompute } from './compute-flags.ts';

const pathPair: Kind<readonly [string, string], string> = {
  accepts: 'two folders as FROM=TO',
  metavar: 'FROM=TO',
  parse: (text) => {
    const [from, to, ...rest] = text.split('=');
    if (to === undefined || rest.length > 0 || !from.startsWith('/') || !to.startsWith('/'))
      throw new OptionError(`"${text}" is no pair of folders.`, 'Write /from/here=/to/there.');
    return [from, to];
  },
};

/** `mintsar tiles`: plan, run, finish. */
export const command = defineCommand({
  description:
    'plan writes into FOLDER what a command would do, cut into tiles, and tiles.txt, a line for each tile. The lines run in any order, at the same time, on any machine that sees the same files; a tile that was killed is run again, one that is done is left alone. finish puts the tiles together and completes the command: the same bytes as from the command alone. The command to plan stands behind two dashes.',
  examples: [
    'mintsar tiles plan tiles --num-tiles 16 -- ifgram_inversion inputs/ifgramStack.h5 -t smallbaselineApp.cfg',
    'sh tiles/tiles.txt                        one tile after the other',
    'xargs -P 4 -I {} sh -c {} < tiles/tiles.txt      four at a time',
    'mintsar tiles run tiles --tile 3',
    'mintsar tiles finish tiles',
  ],
  takesOther: true,
  flags: {
    action: argument(choice(['plan', 'run', 'finish']), 'what to do'),
    folder: argument(folder, 'folder of the plan and the tiles'),
    numTiles: flag('--num-tiles', int(1), 'plan: how many tiles, at most', { default: 8 }),
    tile: flag('--tile', int(1), 'run: which tile, from 1'),
    plan: flag('--plan', word, 'run: the plan that is meant; another one in the folder is refused'),
    pathMap: list(
      '--path-map',
      pathPair,
      'run: a folder of the machine that planned, and where it is here: FROM=TO',
    ),
    ...computeFlags,
  },
  async run(request, context) {
    const { action, folder } = request;
    if (action !== 'plan' && context.other !== undefined)
      throw new OptionError(
        `tiles ${action} takes no other command.`,
        'The plan in the folder says which it is.',
      );
    if (action === 'plan') return plan(folder, request.numTiles, context);
    if (action === 'finish') return finish(folder, context);
    const { tile } = request;
    if (tile === undefined)
      throw new OptionError('tiles run needs to know which tile.', 'Name it with --tile, from 1.');
    const { pathMap } = request;
    enter(mapPath(readPlan(folder).cwd, pathMap));
    const limited = await withCompute(request, context);
    const isNew = await runTile({ folder, tile, plan: request.plan, pathMap }, WORKSHOP, limited);
    context.log.info(isNew ? `tile ${tile} is done` : `tile ${tile} was done before`);
  },
});

/** Paths that were typed begin there; a tile whose paths are whole does without. */
function enter(folder: string): void {
  try {
    process.chdir(folder);
  } catch {
    // not on this machine, or not to be entered
  }
}

async function plan(folder: string, count: number, context: CommandContext): Promise<void> {
  const words = context.other ?? [];
  if (words.length === 0)
    throw new OptionError(
      'tiles plan needs a command.',
      'Put it behind two dashes: mintsar tiles plan FOLDER -- ifgram_inversion inputs/ifgramStack.h5',
    );
  const program = [process.execPath, ...process.execArgv, process.argv[1]].map(shellWord).join(' ');
  const executor = planTiles({
    folder,
    count,
    command: words,
    cwd: process.cwd(),
    program: version(),
    line: (tile, id) => `${program} --quiet tiles run ${shellWord(folder)} --tile ${tile} --plan ${id}`,
  });
  try {
    await runOther(words, { ...context, executor });
  } catch (error) {
    if (!(error instanceof WorkPlanned)) throw error;
    const { tiles, label } = error.plan;
    context.print(`${tiles.length} tiles planned (${label})`);
    context.print(`Run the lines of ${folder}/tiles.txt, then: mintsar tiles finish ${shellWord(folder)}`);
    return;
  }
  throw new RunError(
    `${words[0]} has done nothing that is cut into tiles: nothing is planned.`,
    'It may have been up to date; if not, its work is done already.',
  );
}

async function finish(folder: string, context: CommandContext): Promise<void> {
  const found = readPlan(folder);
  const missing = missingTiles(folder, found);
  if (missing.length > 0)
    throw new RunError(
      `${missing.length} of ${found.tiles.length} tiles are not done: ${missing.join(', ')}.`,
      `Run their lines of ${folder}/tiles.txt.`,
    );
  process.chdir(found.cwd);
  const executor = finishTiles(folder, found, version());
  await runOther(found.command, { ...context, executor });
  if (!executor.wasAsked())
    throw new RunError(
      `${found.command[0]} did not ask for the work of the tiles: its results may be up to date.`,
      `Remove ${folder} if they are.`,
    );
  rmSync(folder, { recursive: true });
}

async function runOther([name, ...argv]: readonly string[], context: CommandContext): Promise<void> {
  const [{ COMMANDS }, { runCommand }, { unknownCommand }] = await Promise.all([
    import('./registry.ts'),
    import('./run-command.ts'),
    import('./unknown-command.ts'),
  ]);
  const row = COMMANDS.find((one) => one.name === name.replace(/\.py$/, ''));
  if (row === undefined) throw unknownCommand(name);
  const provenance = `mintsar ${version()}: ${[row.name, ...argv].join(' ')}`;
  await runCommand(row, argv, { ...context, provenance });
}
