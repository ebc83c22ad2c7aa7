#!/usr/bin/env bash
# geotiff: cannot be imported in a thread of Node that was started without workerData.
#
# Expected: geotiff reads files in any thread; it is pure JavaScript, and its own pool of decoders is optional.
# What happens: the package web-worker, which geotiff imports for that pool, takes any thread but the main one for a worker
#   of its own making, and takes its start from workerData. In a thread that somebody else started without data the import
#   fails: "Cannot destructure property 'mod' of 'threads.workerData' as it is undefined." With an empty object as
#   workerData the same import works.
# Why it matters: who reads rasters in threads of his own sees every GeoTIFF fail there, with a message that names neither
#   geotiff nor the cause, while the same code works in the main thread. Whoever starts the thread gives it
#   workerData: {}, whether it needs data or not.
# Seen on 2026-12-01 with: geotiff 3.0.5 and the web-worker it installs (Node 20.20).
set -euo pipefail

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund geotiff@3.0.5 || fail "cannot install geotiff 3.0.5 from npm"

cat > thread.mjs <<'JS'
import { parentPort } from 'node:worker_threads';
const { fromArrayBuffer, writeArrayBuffer } = await import('geotiff');
const file = writeArrayBuffer([1, 2, 3, 4], { width: 2, height: 2 });
const [band] = await (await (await fromArrayBuffer(file)).getImage()).readRasters();
parentPort.postMessage([...band].join());
JS
cat > example.mjs <<'JS'
import assert from 'node:assert';
import { Worker } from 'node:worker_threads';

const outcome = (options) =>
  new Promise((resolve) => {
    const thread = new Worker(new URL('./thread.mjs', import.meta.url), options);
    thread.once('message', (values) => resolve(`read ${values}`));
    thread.once('error', (error) => resolve(error.message));
  });
const [without, empty] = [await outcome({}), await outcome({ workerData: {} })];
console.log(`without workerData: ${without}`);
console.log(`with workerData {}: ${empty}`);
assert.match(without, /Cannot destructure property 'mod' of 'threads.workerData'/);
assert.equal(empty, 'read 1,2,3,4');
JS
echo "web-worker $(node -p 'require("./node_modules/web-worker/package.json").version'), node $(node --version)"
node example.mjs || fail "geotiff behaves differently now"
