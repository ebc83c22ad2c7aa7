#!/usr/bin/env bash
# node-sqlite3-wasm keeps its lock as a folder beside the database: a process that was killed leaves the database locked.
#
# Expected: SQLite's locks end with the process that holds them. A database that a killed process was writing is opened
#   by the next one, which rolls back what was half-written.
# What happens: while a transaction writes, there is a folder NAME.lock. After SIGKILL it stays, and every later write (here
#   of a new process, with nobody else at work) fails with "database is locked", until somebody removes the folder.
#   This build of SQLite has no R-tree module either, so that a GeoPackage made with it cannot get a spatial index.
# Why it matters: it is the SQLite that installs anywhere without a compiler, so the one to write GeoPackages with. Write under
#   a name of one's own and rename in the end; never go on with a database that a dead process left.
# Seen on 2026-11-30 with: node-sqlite3-wasm 0.8.60 (Node 20.20).
set -euo pipefail

fail() { echo "$(basename "$0"): $*" >&2; exit 1; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cd "$tmp"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund node-sqlite3-wasm@0.8.60 || fail "cannot install node-sqlite3-wasm 0.8.60 from npm"

cat > writer.cjs <<'JS'
const { Database } = require('node-sqlite3-wasm');
const db = new Database('points.db');
db.exec('CREATE TABLE points (id INTEGER, velocity REAL)');
db.exec('BEGIN IMMEDIATE');
db.run('INSERT INTO points VALUES (1, 0.012)');
process.kill(process.pid, 'SIGKILL'); // as a batch system does at the end of the time allowed
JS
node writer.cjs || true
ls -d points.db*

cat > next.cjs <<'JS'
const assert = require('node:assert');
const { existsSync, rmdirSync } = require('node:fs');
const { Database } = require('node-sqlite3-wasm');

const write = () => {
  const db = new Database('points.db');
  try {
    db.run('INSERT INTO points VALUES (2, -0.003)');
    return 'written';
  } catch (error) {
    return error.message;
  } finally {
    db.close();
  }
};
assert(existsSync('points.db.lock'), 'the folder points.db.lock');
const seen = write();
console.log('a new process, nobody else at work:', seen);
assert.match(seen, /locked/);
rmdirSync('points.db.lock');
const after = write();
console.log('after removing the folder:', after);
assert.equal(after, 'written');

const db = new Database('index.db');
let rtree = 'there';
try {
  db.exec('CREATE VIRTUAL TABLE boxes USING rtree(id, minx, maxx, miny, maxy)');
} catch (error) {
  rtree = error.message;
}
db.close();
console.log('R-tree:', rtree);
assert.match(rtree, /no such module/);
JS
node next.cjs || fail "the behaviour changed (or the example did not run): see above"
echo "still so: a killed writer leaves the database locked, and there is no R-tree"
