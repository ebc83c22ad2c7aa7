// A process that serves one file by any name, in parts, each after some time, and tells what it sent when it is asked.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const bytes = readFileSync(process.argv[2]);
const latency = Number(process.argv[3]);
let sent = { requests: 0, bytes: 0 };
const server = createServer((request, response) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(from ?? 0), Math.min(bytes.length, Number(to ?? bytes.length) + 1)];
  sent.requests++;
  sent.bytes += end - start;
  const range = { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`, ETag: '"one"' };
  setTimeout(() => response.writeHead(206, range).end(bytes.subarray(start, end)), latency);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('message', () => {
  process.send(sent);
  sent = { requests: 0, bytes: 0 };
});
process.on('disconnect', () => process.exit());
