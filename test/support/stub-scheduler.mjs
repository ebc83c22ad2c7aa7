// Stands for the commands of PBS, LSF, Kubernetes and AWS Batch: takes what they take, runs the tasks on this machine, and answers in
// their words. Every call is recorded. STUB_FAIL=2:memory has task 2 of the first job fail for want of memory.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [program, ...words] = process.argv.slice(2);
const folder = process.env.STUB_FOLDER;
const [failing, why] = (process.env.STUB_FAIL ?? '').split(':');
const stdin = program === 'bsub' ? readFileSync(0, 'utf8') : '';
appendFileSync(join(folder, 'calls'), `${JSON.stringify([program, ...words])}\n`);

const jobs = () => readdirSync(folder).flatMap((name) => /^job-(\d+)\.json$/.exec(name)?.[1] ?? []);
const jobOf = (id) => JSON.parse(readFileSync(join(folder, `job-${id}.json`), 'utf8'));

/** Run the tasks of a job, and leave their exit codes. */
function submit(text, tasks, variable, first, logOf) {
  const id = String(jobs().length + 1);
  writeFileSync(join(folder, `job-${id}.json`), JSON.stringify({ id, tasks, text, first }));
  for (let k = 1; k <= tasks; k++) {
    const end = join(folder, `end-${id}-${k}`);
    if (id === '1' && String(k) === failing) {
      writeFileSync(end, why);
      if (why === 'time')
        appendFileSync(logOf(k), '=>> PBS: job killed: walltime 1830 exceeded limit 1800\n');
      continue;
    }
    const script = join(folder, `script-${id}`);
    writeFileSync(script, text);
    const log = logOf?.(k) ?? '/dev/null';
    const line = `sh '${script}' >>'${log}' 2>&1; echo $? > '${end}.part'; mv '${end}.part' '${end}'`;
    const env = { ...process.env, [variable]: String(k - 1 + first) };
    if (tasks === 1 && variable.startsWith('PBS')) delete env[variable];
    spawn('sh', ['-c', line], { detached: true, stdio: 'ignore', env }).unref();
  }
  return id;
}

/** Of each task: undefined while it runs, its exit code, or why it failed. */
const ends = ({ id, tasks }) =>
  Array.from({ length: tasks }, (_, k) => {
    const path = join(folder, `end-${id}-${k + 1}`);
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
  });

const answers = {
  qsub([path]) {
    const text = readFileSync(path, 'utf8');
    const tasks = Number(/^#PBS -J 1-(\d+)/m.exec(text)?.[1] ?? 1);
    const output = /^#PBS -o (.*)$/m.exec(text)[1];
    const id = submit(text, tasks, 'PBS_ARRAY_INDEX', 1, (k) => output.replace('^array_index^', k));
    return tasks > 1 ? `${id}[].server` : `${id}.server`;
  },
  qstat(words) {
    const lines = ['Job id            Name             User              Time Use S Queue', '-'.repeat(70)];
    for (const word of words.filter((one) => /^\d/.test(one))) {
      const job = jobOf(/^\d+/.exec(word)[0]);
      const line = (name, state) =>
        `${name.padEnd(17)} mintsar-tile     user              00:00:00 ${state} workq`;
      if (job.tasks > 1) lines.push(line(`${job.id}[].server`, 'B'));
      ends(job).forEach((end, k) => {
        const name = job.tasks > 1 ? `${job.id}[${k + 1}].server` : `${job.id}.server`;
        lines.push(line(name, end === undefined ? 'R' : job.tasks > 1 ? 'X' : 'F'));
      });
    }
    return lines.join('\n');
  },
  bsub() {
    const tasks = Number(/^#BSUB -J "[\w-]+\[1-(\d+)\]/m.exec(stdin)[1]);
    const output = /^#BSUB -o "(.*)"$/m.exec(stdin)[1];
    const id = submit(stdin, tasks, 'LSB_JOBINDEX', 1, (k) => output.replace('%I', k));
    return `Job <${id}> is submitted to default queue <normal>.`;
  },
  bjobs(words) {
    return words
      .filter((one) => /^\d+$/.test(one))
      .flatMap((id) =>
        ends(jobOf(id)).map((end, k) => {
          const reason =
            end === 'memory' ? 'TERM_MEMLIMIT: job killed after reaching LSF memory usage limit' : '-';
          const state = end === undefined ? 'RUN' : end === '0' ? 'DONE' : 'EXIT';
          return [id, k + 1, state, reason].join('|');
        }),
      )
      .join('\n');
  },
  kubectl(words) {
    const path = words.find((one) => one.startsWith('--filename='))?.slice(11);
    if (path !== undefined) {
      const { spec, metadata } = JSON.parse(readFileSync(path, 'utf8'));
      const [, , text] = spec.template.spec.containers[0].command;
      const id = submit(text, spec.completions, 'JOB_COMPLETION_INDEX', 0);
      writeFileSync(join(folder, `name-${metadata.generateName}${id}`), '');
      return `job.batch/${metadata.generateName}${id}`;
    }
    const name = words.find((one) => /-\d+$/.test(one)).replace(/^.*=/, '');
    const job = jobOf(/\d+$/.exec(name)[0]);
    const ended = ends(job);
    const listed = (wanted) => ended.flatMap((end, k) => (wanted(end) ? [k] : [])).join(',');
    if (words.includes('pods')) {
      const items = ended.map((end, k) => ({
        metadata: {
          labels: { 'batch.kubernetes.io/job-name': name },
          annotations: { 'batch.kubernetes.io/job-completion-index': String(k) },
        },
        status: {
          phase: end === undefined ? 'Running' : end === '0' ? 'Succeeded' : 'Failed',
          containerStatuses:
            end === 'memory' ? [{ state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }] : [],
        },
      }));
      return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    }
    const status = {
      completedIndexes: listed((end) => end === '0'),
      failedIndexes: listed((end) => end !== undefined && end !== '0'),
    };
    return JSON.stringify({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, status });
  },
  aws(words) {
    const path = words.find((one) => one.startsWith('file://'))?.slice(7);
    if (path !== undefined) {
      const { arrayProperties, containerOverrides } = JSON.parse(readFileSync(path, 'utf8'));
      const [, , text] = containerOverrides.command;
      const id = submit(text, arrayProperties?.size ?? 1, 'AWS_BATCH_JOB_ARRAY_INDEX', 0);
      return JSON.stringify({ jobName: 'mintsar', jobId: id });
    }
    const names = words.slice(words.indexOf('--jobs') + 1);
    const jobs = names.flatMap((name) => {
      const [id, index] = name.split(':');
      const job = jobOf(id);
      if ((index === undefined) !== (job.tasks === 1)) return [];
      const end = ends(job)[Number(index ?? 0)];
      const container =
        end === 'memory' ? { reason: 'OutOfMemoryError: Container killed due to memory usage' } : {};
      return [
        {
          jobId: name,
          status: end === undefined ? 'RUNNING' : end === '0' ? 'SUCCEEDED' : 'FAILED',
          container,
        },
      ];
    });
    return JSON.stringify({ jobs });
  },
};
// A server that is being restarted.
if (program === 'qsub' && process.env.STUB_BUSY === 'yes' && !existsSync(join(folder, 'busy'))) {
  writeFileSync(join(folder, 'busy'), '');
  process.stderr.write('qsub: cannot connect to server pbs (errno=15010)\n');
  process.exit(1);
}
const answer = answers[program]?.(words);
if (answer !== undefined) process.stdout.write(`${answer}\n`);
