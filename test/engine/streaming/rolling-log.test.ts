import { expect, it } from 'vitest';
import { type DurableFiles, RollingLog } from '#engine/streaming';

it('a log whose folder is taken away while it is opened fails that record only, and can be closed', async () => {
  let there = false;
  const written: string[] = [];
  const files = {
    names: () => Promise.resolve([]),
    openLog: (path: string) => (there ? Promise.resolve({ append: () => Promise.resolve(void written.push(path)), close: () => Promise.resolve() }) : Promise.reject(new Error('there is no such folder'))),
  } as Partial<DurableFiles> as DurableFiles;
  const log = new RollingLog(files, 'log', () => 0);
  await expect(log.append(new Uint8Array(1))).rejects.toThrow('there is no such folder');
  await log.close();
  there = true;
  expect(await log.append(new Uint8Array(1))).toEqual({ segment: 'log-0-60000', index: 0 });
  expect(written).toEqual(['log/log-0-60000']);
  await log.close();
});
