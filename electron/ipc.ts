import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import log from 'electron-log/main';
import * as v from 'valibot';
import type { RequestName, RequestParams, RequestResult } from './api';
import { APP_SCHEME } from './app-protocol';
import { schemas } from './schemas';

export type Handlers = { readonly [N in RequestName]: (params: RequestParams<N>) => RequestResult<N> | Promise<RequestResult<N>> };

/**
 * Registers all handlers; sender, name and parameters of each call are checked here, in one place.
 * @param of the handlers of the window that asks; null for one that is closed
 */
export function registerHandlers(of: (sender: WebContents) => Handlers | null): void {
  ipcMain.handle('request', async (event, name: unknown, params: unknown) => {
    const handlers = of(event.sender);
    if (!isOurs(event.senderFrame) || !handlers) throw new Error('This page may ask nothing.');
    if (typeof name !== 'string' || !Object.hasOwn(handlers, name)) throw new Error(`There is no request "${String(name)}".`);
    return answer(handlers, name as RequestName, params);
  });
}

async function answer<N extends RequestName>(handlers: Handlers, name: N, params: unknown): Promise<unknown> {
  const checked = v.safeParse(schemas[name], params);
  if (!checked.success) throw new Error(`${name}: ${checked.issues[0].message}`);
  try {
    return await handlers[name](checked.output);
  } catch (error) {
    log.error(name, error);
    throw error;
  }
}

function isOurs(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && frame.url.startsWith(`${APP_SCHEME}://app/`);
}
