import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/root.mjs';

const NAME = 'dstream-studio';
/** What Electron needs of Debian 12 and its kin. */
const DEPENDS = 'libgtk-3-0 | libgtk-3-0t64, libnss3, libasound2 | libasound2t64, libgbm1, libxss1, libxtst6, xdg-utils';

/** Makes a .deb of an unpacked app with Debian's own dpkg-deb. Returns its path. */
export function makeDeb(unpacked) {
  const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const tree = join(root, 'dist/deb');
  const target = join(root, `dist/${NAME}_${version}_amd64.deb`);
  const put = (path, text) => {
    mkdirSync(join(tree, path, '..'), { recursive: true });
    writeFileSync(join(tree, path), text);
  };
  rmSync(tree, { recursive: true, force: true });
  cpSync(unpacked, join(tree, 'opt', NAME), { recursive: true, verbatimSymlinks: true });
  const helper = join(tree, 'opt', NAME, 'chrome-sandbox');
  if (existsSync(helper)) chmodSync(helper, 0o4755);
  mkdirSync(join(tree, 'usr/bin'), { recursive: true });
  symlinkSync(`/opt/${NAME}/${NAME}`, join(tree, 'usr/bin', NAME));
  put(`usr/share/applications/${NAME}.desktop`, DESKTOP_ENTRY);
  put(`usr/share/mime/packages/${NAME}.xml`, MIME_TYPE);
  mkdirSync(join(tree, 'usr/share/icons/hicolor/512x512/apps'), { recursive: true });
  cpSync(join(root, 'build/icon.png'), join(tree, `usr/share/icons/hicolor/512x512/apps/${NAME}.png`));
  put('DEBIAN/control', control(version, description));
  put('DEBIAN/postinst', AFTER_INSTALL);
  chmodSync(join(tree, 'DEBIAN/postinst'), 0o755);
  rmSync(target, { force: true });
  // --root-owner-group: the files belong to root, whoever packs them; the helper keeps its set-uid bit.
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', '-Zxz', '-z1', tree, target], { stdio: ['ignore', 'ignore', 'inherit'] });
  rmSync(tree, { recursive: true, force: true });
  return target;
}

function control(version, description) {
  return `Package: ${NAME}
Version: ${version}
Section: education
Priority: optional
Architecture: amd64
Depends: ${DEPENDS}
Maintainer: DStream Studio <maintainers@dstream-studio.invalid>
Description: ${description}
`;
}

const DESKTOP_ENTRY = `[Desktop Entry]
Type=Application
Name=DStream Studio
Comment=Build, run and understand Spark Streaming pipelines
Exec=/opt/${NAME}/${NAME} %F
Icon=${NAME}
Categories=Education;Development;
MimeType=application/x-dstream;text/x-python;
Terminal=false
StartupWMClass=DStream Studio
`;

const MIME_TYPE = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-dstream">
    <comment>DStream pipeline</comment>
    <sub-class-of type="application/json"/>
    <glob pattern="*.dstream"/>
  </mime-type>
</mime-info>
`;

const AFTER_INSTALL = `#!/bin/sh
set -e
command -v update-mime-database >/dev/null && update-mime-database /usr/share/mime || true
command -v update-desktop-database >/dev/null && update-desktop-database -q || true
`;
