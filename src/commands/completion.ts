import { defineCommand } from '../flags/define-command.ts';
import { argument } from '../flags/flag.ts';
import { choice } from '../flags/kind.ts';

/** `mintsar completion`: what a shell needs to complete the others. */
export const command = defineCommand({
  description:
    'Prints a script for the shell that is named: it completes commands, flags with their choices, steps and file names.',
  examples: [
    'source <(mintsar completion bash)          in ~/.bashrc',
    'source <(mintsar completion zsh)           in ~/.zshrc, behind compinit',
    'mintsar completion fish > ~/.config/fish/completions/mintsar.fish',
  ],
  flags: { shell: argument(choice(['bash', 'zsh', 'fish']), 'which shell') },
  async run({ shell }, context) {
    const { completedCommands } = await import('./shells/completed-words.ts');
    const commands = await completedCommands();
    const text = await scriptFor[shell](commands);
    context.print(text.trimEnd());
  },
});

type Commands = Awaited<ReturnType<typeof import('./shells/completed-words.ts')['completedCommands']>>;

const scriptFor = {
  bash: async (commands: Commands) => (await import('./shells/bash.ts')).bashCompletion(commands),
  zsh: async (commands: Commands) => (await import('./shells/zsh.ts')).zshCompletion(commands),
  fish: async (commands: Commands) => (await import('./shells/fish.ts')).fishCompletion(commands),
};
