import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, say } from './root.mjs';

const folder = join(root, 'node_modules/better-sqlite3');
/** Node-API level that the prebuilt addon asks for; on less it ends the process. */
const NEEDED_NAPI = 10;

/**
 * The prebuilt SQLite serves current runtimes. For older ones (Node 20, Electron 33) it is built from its own sources:
 * one build serves Node and Electron, since Node-API is the same for both.
 */
export function buildSQLite() {
  if (Number(process.versions.napi) >= NEEDED_NAPI) return say('SQLite: the prebuilt one fits this Node.');
  if (existsSync(join(folder, 'build/Release/better_sqlite3.node'))) return say('SQLite is built.');
  say(`SQLite is built from its sources, since Node ${process.versions.node} is older than its prebuilt asks for (about a minute).`);
  const headers = ['..', '.'].map((up) => join(dirname(process.execPath), up)).find((prefix) => existsSync(join(prefix, 'include/node/node_api.h')));
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/node-gyp/bin/node-gyp.js'), 'rebuild', '--release', '--force_build=1', '--jobs=max', ...(headers ? [`--nodedir=${headers}`] : [])],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL' },
    },
  );
  if (status === 0) return say('SQLite is built.');
  console.error('setup: SQLite could not be built. It needs a C++ compiler, make, python3 and the headers of this Node (Debian: apt-get install g++ make python3 libnode-dev). Or use Node 22.14 or newer, which needs none of them.');
  process.exit(1);
}
