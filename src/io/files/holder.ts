import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { basename } from 'node:path';

/** A process that holds a lock, told well enough that another process can say whether it still runs. */
export interface Holder {
  /** of this lock alone */
  readonly id: string;
  readonly host: string;
  /** tells machines of one name apart; empty where the system has none */
  readonly machine: string;
  /** processes of another container have other numbers */
  readonly pidSpace: string;
  readonly pid: number;
  /** when the process started, in ticks since its machine did: numbers of processes are used again */
  readonly started: string;
  /** when the lock was taken, ISO 8601 */
  readonly since: string;
  readonly command: string;
}

/** `elsewhere`: on another machine or in another container, where nobody can look from here. */
export type HolderState = 'running' | 'gone' | 'elsewhere';

/** This process as a holder. */
export function thisProcess(): Holder {
  return {
    id: process.getBuiltinModule('node:crypto').randomBytes(8).toString('hex'),
    host: hostname(),
    machine: machine(),
    pidSpace: pidSpace(),
    pid: process.pid,
    started: ownStart(),
    since: new Date().toISOString(),
    command: process.argv
      .slice(1)
      .map((word, i) => (i === 0 ? basename(word).replace(/^cli\.js$/, 'mintsar') : shown(word)))
      .join(' '),
  };
}

const secrets = new Set<string>();

/** A word of the command line that no file of this program may show, such as a password. */
export function keepSecret(word: string): void {
  secrets.add(word);
}

function shown(word: string): string {
  for (const secret of secrets) if (word === secret || word.endsWith(`=${secret}`)) return '***';
  return word;
}

/** Whether the process that took a lock still runs. */
export function stateOf(holder: Omit<Holder, 'id' | 'command'>): HolderState {
  if (holder.host !== hostname() || holder.machine !== machine()) return 'elsewhere';
  const beforeStart = Date.parse(holder.since) < Date.now() - 1000 * uptime() - 60_000;
  if (beforeStart) return 'gone'; // the machine was switched off since
  if (holder.pidSpace !== pidSpace()) return 'elsewhere';
  return isRunning(holder.pid, holder.started) ? 'running' : 'gone';
}

/** Whether the process of this number still is the one that started then; `started` empty = not known. */
function isRunning(pid: number, started: string): boolean {
  const now = startOf(pid);
  if (now !== undefined) return started === '' || now === started;
  if (ownStart() !== '') return false; // /proc is there and does not know it
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // of another user
  }
}

/** Field 22 of /proc/PID/stat; undefined without such a process (one that waits to be cleared away is none). */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' '); // from field 3 on; the name may hold anything
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** What does not change while a process runs is read once: every lock says it. */
function once(read: () => string): () => string {
  let told: string | undefined;
  return () => {
    if (told !== undefined) return told;
    try {
      told = read();
    } catch {
      told = '';
    }
    return told;
  };
}

/** Empty where there is no /proc. */
const ownStart = once(() => startOf(process.pid) ?? '');
const machine = once(() => readFileSync('/etc/machine-id', 'latin1').trim());
const pidSpace = once(() => readlinkSync('/proc/self/ns/pid'));

/** Part of the names of files that this process has under construction: host, number and start of the process. */
export function ownToken(): string {
  token ??= `${hostname()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 32)}-${process.pid}-${ownStart()}`;
  return token;
}
let token: string | undefined;

export const TOKEN = /[A-Za-z0-9]*-\d+-\d*/;

/** Whose token it is: this process, one that runs on this host, or any other (dead, or of another host). */
export function ownerOf(token: string): 'own' | 'running' | 'elsewhere' | 'gone' {
  if (token === ownToken()) return 'own';
  const [host, pid, started] = token.split('-');
  if (host !== ownToken().split('-')[0]) return 'elsewhere';
  return isRunning(Number(pid), started) ? 'running' : 'gone';
}
