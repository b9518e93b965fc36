import { app } from 'electron';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '#engine/hosts';
import type { AppInfo } from './api';

/** What the About box shows. */
export function appInfo(): AppInfo {
  return {
    name: app.getName(),
    version: app.getVersion(),
    platform: `${process.platform} ${process.arch}`,
    electron: process.versions.electron,
    node: process.versions.node,
    chromium: process.versions.chrome,
    pyodide: versionOf('pyodide'),
    sqlite: `better-sqlite3 ${versionOf('better-sqlite3')}`,
  };
}

function versionOf(name: string): string {
  return (JSON.parse(readFileSync(join(packagePath(name), 'package.json'), 'utf8')) as { version: string }).version;
}
