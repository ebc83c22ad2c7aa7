const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/** Open an address in the user's browser; nothing happens where there is none. */
export function openBrowser(url: string): void {
  const [program, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {}); // its address is printed
  child.unref();
}

/** Whether a browser could appear in front of somebody. */
export function hasDisplay(): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
