import { type CompletedCommand, LOG_LEVELS, UMBRELLA } from './completed-words.ts';

/** A script for fish, with the help of every command and flag. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const lines = [
    '# Completion of mintsar for fish. In ~/.config/fish/completions/mintsar.fish: mintsar completion fish > that file',
    'complete -c mintsar -n __fish_use_subcommand -f',
    ...UMBRELLA.map(([name, help]) =>
      line(
        '__fish_use_subcommand',
        `${spelling(name)}${name === '--loglevel' ? ` -x -a ${quoted(LOG_LEVELS.join(' '))}` : ''}`,
        help,
      ),
    ),
  ];
  for (const { name, summary, flags, values } of commands) {
    lines.push(line('__fish_use_subcommand', `-a ${name}`, summary));
    const here = `__fish_seen_subcommand_from ${name} ${name}.py`;
    if (values.length > 0) lines.push(line(here, `-a ${quoted(values.join(' '))}`, ''));
    for (const flag of flags) {
      const value = !flag.takesValue
        ? ''
        : flag.values.length > 0
          ? ` -x -a ${quoted(flag.values.join(' '))}`
          : ' -r -F';
      lines.push(line(here, `${flag.names.map(spelling).join(' ')}${value}`, flag.help));
    }
  }
  return `${lines.join('\n')}\n`;
}

function line(condition: string, what: string, help: string): string {
  const when = condition.includes(' ') ? quoted(condition) : condition;
  return `complete -c mintsar -n ${when} ${what}${help === '' ? '' : ` -d ${quoted(help)}`}`;
}

/** `-m`, `--mask` and `-freq` as fish calls them: short, long and old-style. */
function spelling(name: string): string {
  if (name.startsWith('--')) return `-l ${name.slice(2)}`;
  return name.length === 2 ? `-s ${name.slice(1)}` : `-o ${name.slice(1)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
