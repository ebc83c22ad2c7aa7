import { type CompletedCommand, type CompletedFlag, LOG_LEVELS, UMBRELLA } from './completed-words.ts';

/** A script for zsh, with the help of every command and flag. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  const list = commands.map(
    ({ name, summary }) => `    ${quoted(`${name}:${summary.replace(/:/g, '\\:')}`)}`,
  );
  const cases = commands.map((command) => {
    const specs = command.flags.flatMap(flagSpecs);
    const files = command.values.length > 0 ? `*:word:(${command.values.join(' ')})` : '*:file:_files';
    return `        ${command.name})\n          _arguments -S \\\n            ${[...specs, files].map(quoted).join(' \\\n            ')} ;;`;
  });
  const umbrella = UMBRELLA.map(([name, help]) =>
    quoted(name === '--loglevel' ? `${name}[${help}]:level:(${LOG_LEVELS.join(' ')})` : `${name}[${help}]`),
  );
  return `#compdef mintsar
# Completion of mintsar for zsh. In ~/.zshrc, behind compinit: source <(mintsar completion zsh)
_mintsar() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  local curcontext="$curcontext" state line
  _arguments -C -S \\
    ${umbrella.join(' \\\n    ')} \\
    '1: :->command' '*:: :->words'
  case $state in
    command) _describe 'command' commands ;;
    words)
      case \${words[1]%.py} in
${cases.join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _mintsar ]]; then _mintsar "$@"; else compdef _mintsar mintsar; fi
`;
}

function flagSpecs({ names, help, takesValue, values, metavar, isRepeatable }: CompletedFlag): string[] {
  const text = help.replace(/[[\]\\:]/g, (letter) => `\\${letter}`);
  const name = metavar.split(' ')[0].replace(/:/g, '') || 'value';
  const value = !takesValue ? '' : values.length > 0 ? `:${name}:(${values.join(' ')})` : `:${name}:_files`;
  return names.map((one) => `${isRepeatable ? '*' : ''}${one}[${text}]${value}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
