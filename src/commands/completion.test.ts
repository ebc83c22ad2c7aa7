import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/support/tiny-series.ts';
import { STEPS } from '../steps/registry.ts';
import { COMMANDS } from './registry.ts';
import { bashCompletion } from './shells/bash.ts';
import { completedCommands } from './shells/completed-words.ts';
import { fishCompletion } from './shells/fish.ts';
import { zshCompletion } from './shells/zsh.ts';

const commands = await completedCommands();
const installed = (shell: string) =>
  ['/usr/bin', '/bin', '/usr/local/bin'].some((at) => existsSync(join(at, shell)));

describe.runIf(installed('bash'))('bash completes', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'completion.bash'), bashCompletion(commands));
  writeFileSync(join(folder, 'velocity.h5'), '');
  mkdirSync(join(folder, 'my results'));

  /** What bash proposes for the last word of a line. */
  function proposed(...words: string[]): string[] {
    const list = words.map((word) => `'${word}'`).join(' ');
    const script = `source completion.bash; COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _mintsar; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
    return stdout.split('\n').filter((line) => line !== '');
  }

  test('commands, and what stands in front of them', () => {
    expect(proposed('mintsar', 'geoc')).toEqual(['geocode']);
    expect(proposed('mintsar', '')).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => name)));
    expect(proposed('mintsar', '--loglevel', 'W')).toEqual(['WARNING']);
    expect(proposed('mintsar', '--loglevel', 'WARNING', 'smallb')).toEqual(['smallbaselineApp']);
  });

  test('flags of the command, also when it is typed with .py', () => {
    expect(proposed('mintsar', 'view', 'velocity.h5', '--dem-no')).toContain('--dem-nocontour');
    expect(proposed('mintsar', '--quiet', 'view.py', '--vli')).toEqual(['--vlim']);
    expect(proposed('mintsar', 'info', '--vli')).toEqual([]);
  });

  test('choices and steps', () => {
    expect(proposed('mintsar', 'remove_ramp', 'a.h5', '-s', 'quadratic_r')).toEqual(['quadratic_range']);
    expect(proposed('mintsar', 'smallbaselineApp', '--dostep', '')).toEqual(STEPS.map(({ name }) => name));
    expect(proposed('mintsar', 'completion', 'f')).toEqual(['fish']);
  });

  test('files, with blanks in their names', () => {
    expect(proposed('mintsar', 'view', 'vel')).toEqual(['velocity.h5']);
    expect(proposed('mintsar', 'view', 'my')).toEqual(['my results']);
    expect(proposed('mintsar', 'view', 'velocity.h5', '--mask', 'vel')).toEqual(['velocity.h5']);
  });
});

test('every shell gets every command, flag and choice', () => {
  const scripts = [bashCompletion(commands), zshCompletion(commands), fishCompletion(commands)];
  for (const { name, flags } of commands) {
    for (const script of scripts) expect(script).toContain(name);
    for (const flag of flags) {
      for (const one of flag.names) {
        expect(scripts[0]).toContain(one);
        expect(scripts[1]).toContain(`${one}[`);
        expect(scripts[2]).toContain(one.startsWith('--') ? `-l ${one.slice(2)}` : ` ${one.slice(1)}`);
      }
    }
  }
});

test.runIf(installed('zsh'))('zsh takes its script, and has it complete mintsar', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'completion.zsh'), zshCompletion(commands));
  const script =
    'autoload -Uz compinit; compinit -u -d dump; source ./completion.zsh; print $_comps[mintsar]';
  const { stdout, stderr } = spawnSync('zsh', ['-f', '-c', script], { cwd: folder, encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['_mintsar\n', '']);
});

test.runIf(installed('fish'))('fish proposes commands, flags, steps and files', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'completion.fish'), fishCompletion(commands));
  writeFileSync(join(folder, 'velocity.h5'), '');
  const proposed = (line: string) => {
    const script = `source completion.fish; complete -C '${line}'`;
    const { stdout, stderr } = spawnSync('fish', ['--no-config', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    expect(stderr).toBe('');
    return stdout.split('\n').map((one) => one.split('\t')[0]);
  };
  expect(proposed('mintsar geoc')).toContain('geocode');
  expect(proposed('mintsar view --vli')).toContain('--vlim');
  expect(proposed('mintsar smallbaselineApp --dostep invert')).toContain('invert_network');
  expect(proposed('mintsar view vel')).toContain('velocity.h5');
});
