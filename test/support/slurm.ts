import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandJudge } from './judge.ts';

/* A Slurm of one node, with its daemons and its state in a temporary folder: no systemd, no cgroups, no accounts. */

const isRoot = process.getuid?.() === 0;
const slurm = commandJudge('slurmctld', ['-V'], 'slurm-wlm');
const munge = commandJudge('munge', ['--version'], 'munge');
/** Its daemons want to be root. */
export const hasSlurm = slurm.isThere && munge.isThere && isRoot;
if (!isRoot) process.stderr.write('SKIPPING the checks by Slurm: its daemons need root.\n');

export interface SlurmNode {
  /** environment in which its commands find it */
  readonly env: Readonly<Record<string, string>>;
  run(...words: string[]): string;
  /** Have the daemon of the node die and start again. */
  restartNode(): Promise<void>;
  stop(): Promise<void>;
  /** its name */
  readonly node: string;
}

const PATIENCE_MS = 30_000;

/** Start munged, slurmctld and slurmd, and wait until the node is idle. */
export async function startSlurm(): Promise<SlurmNode> {
  const state = mkdtempSync(join(tmpdir(), 'mintsar-slurm-'));
  chmodSync(state, 0o755);
  for (const name of ['ctld', 'd', 'munge']) mkdirSync(join(state, name));
  const [controlPort, nodePort] = await Promise.all([freePort(), freePort()]);
  const host = hostname().split('.')[0];
  const socket = join(state, 'munge', 'socket');
  const key = join(state, 'munge.key');
  writeFileSync(key, Buffer.alloc(128, 'mintsar tests'), { mode: 0o400 });
  chownSync(key, 0, 0);
  const conf = join(state, 'slurm.conf');
  writeFileSync(
    conf,
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CryptoType=crypto/munge
SlurmctldPort=${controlPort}
SlurmdPort=${nodePort}
StateSaveLocation=${state}/ctld
SlurmdSpoolDir=${state}/d
SlurmctldPidFile=${state}/ctld.pid
SlurmdPidFile=${state}/d.pid
SlurmctldLogFile=${state}/ctld.log
SlurmdLogFile=${state}/d.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
SchedulerType=sched/builtin
SchedulerParameters=sched_min_interval=0,batch_sched_delay=0,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
MailProg=/bin/true
KillWait=1
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${Math.max(2, availableParallelism())} RealMemory=3500 State=UNKNOWN
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`,
  );
  const env = { SLURM_CONF: conf, MUNGE_SOCKET: socket };
  const run = (...words: string[]) => {
    const { stdout, stderr, status } = spawnSync(words[0], words.slice(1), {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    if (status !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
    return stdout;
  };
  const daemons = new Map<string, ReturnType<typeof spawn>>();
  const start = (name: string, words: string[]) => {
    const child = spawn(words[0], words.slice(1), { env: { ...process.env, ...env }, stdio: 'ignore' });
    daemons.set(name, child);
  };
  const stopDaemon = async (name: string, signal: NodeJS.Signals = 'SIGTERM') => {
    const child = daemons.get(name);
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  };
  const startNode = () => start('slurmd', ['/usr/sbin/slurmd', '-D', '-f', conf]);
  const stop = async () => {
    for (const name of ['slurmd', 'slurmctld', 'munged']) await stopDaemon(name, 'SIGKILL');
    rmSync(state, { recursive: true, force: true });
  };
  try {
    start('munged', [
      '/usr/sbin/munged',
      '--foreground',
      '--force',
      `--socket=${socket}`,
      `--key-file=${key}`,
      `--pid-file=${state}/munge/pid`,
      `--log-file=${state}/munge/log`,
      `--seed-file=${state}/munge/seed`,
    ]);
    await until(() => existsSync(socket), 'munged');
    start('slurmctld', ['/usr/sbin/slurmctld', '-D', '-f', conf]);
    startNode();
    await until(() => run('sinfo', '--noheader', '--format=%T').trim() === 'idle', 'an idle node');
  } catch (error) {
    const log = join(state, 'ctld.log');
    const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-2000) : '';
    await stop();
    throw new Error(`Slurm does not start: ${(error as Error).message}\n${said}`);
  }
  return {
    env,
    node: host,
    run,
    stop,
    async restartNode() {
      await stopDaemon('slurmd', 'SIGKILL');
      startNode();
    },
  };
}

/** @throws when it does not come true in half a minute */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      if (isTrue()) return;
    } catch {
      // not yet
    }
    if (Date.now() > end) throw new Error(`${what} does not come`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
