import { net, protocol, type Session } from 'electron';
import { existsSync } from 'node:fs';
import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Own schemes instead of file: they have an origin, a content policy and no way to other files. */
export const APP_SCHEME = 'dstream';
export const EXECUTOR_SCHEME = 'dstream-executor';

const TYPES = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript'],
  ['mjs', 'text/javascript'],
  ['css', 'text/css'],
  ['json', 'application/json'],
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
  ['wasm', 'application/wasm'],
  ['zip', 'application/zip'],
  ['woff2', 'font/woff2'],
]);

/** Has to be called before the app is ready. */
export function registerSchemes(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges },
    { scheme: EXECUTOR_SCHEME, privileges },
  ]);
}

export interface Served {
  /** Folders by the first part of the path; '' is the rest. */
  readonly folders: ReadonlyMap<string, string>;
  readonly headers: (url: URL) => Record<string, string>;
}

/** Serves files of some folders, and nothing outside of them. */
export function serve(session: Session, scheme: string, { folders, headers }: Served): void {
  session.protocol.handle(scheme, async (request) => {
    const url = new URL(request.url);
    const [first = '', ...rest] = decodeURIComponent(url.pathname).replace(/^\//, '').split('/');
    const folder = folders.get(first);
    const base = folder ?? folders.get('');
    const path = normalize(join(base ?? '', ...(folder ? rest : [first, ...rest])));
    if (!base || !path.startsWith(base + sep) || !existsSync(path)) return new Response('Not found', { status: 404 });
    const file = await net.fetch(pathToFileURL(path).href);
    const type = TYPES.get(path.slice(path.lastIndexOf('.') + 1)) ?? 'application/octet-stream';
    return new Response(file.body, { headers: { 'content-type': type, ...headers(url) } });
  });
}
