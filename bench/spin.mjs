// A worker that does nothing but count: how much of a machine is there for a second thread?
import { parentPort } from 'node:worker_threads';

parentPort.on('message', (rounds) => {
  let x = 1;
  for (let i = 0; i < rounds; i++) x = (x * 1103515245 + 12345) >>> 0;
  parentPort.postMessage(x);
});
