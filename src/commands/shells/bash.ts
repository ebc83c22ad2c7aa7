import { type CompletedCommand, LOG_LEVELS, UMBRELLA } from './completed-words.ts';

/** A script for bash 4 and newer: commands, then the flags of the command, values to choose from, file names. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = [...UMBRELLA.map(([name]) => name), ...commands.map(({ name }) => name)].join(' ');
  const cases = commands.map((command) => {
    const flags = command.flags.flatMap((flag) => flag.names).join(' ');
    const values = command.flags
      .filter((flag) => flag.values.length > 0)
      .map((flag) => `          ${flag.names.join('|')}) words='${flag.values.join(' ')}' ;;`);
    const choose = values.length === 0 ? '' : `\n        case $prev in\n${values.join('\n')}\n        esac`;
    return `      ${command.name})
        flags='${flags}'
        own='${command.values.join(' ')}'${choose} ;;`;
  });
  return `# Completion of mintsar for bash. In ~/.bashrc: source <(mintsar completion bash)
_mintsar() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} cmd= flags= own= words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      --loglevel) ((i++)) ;;
      -*) ;;
      *) cmd=\${COMP_WORDS[i]%.py}; break ;;
    esac
  done
  if [[ -z $cmd ]]; then
    if [[ $prev == --loglevel ]]; then words='${LOG_LEVELS.join(' ')}'; else words='${names}'; fi
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
    return
  fi
  case $cmd in
${cases.join('\n')}
      *) ;;
  esac
  if [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$cur"))
  else
    local IFS=$'\\n'
    COMPREPLY=($(compgen -W "\${own// /$'\\n'}" -- "$cur") $(compgen -f -- "$cur"))
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _mintsar mintsar
`;
}
