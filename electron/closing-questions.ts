import { type BrowserWindow, dialog } from 'electron';
import type { Documents } from './documents';

/** Asks where work would be lost. @param running what closing ends too is told in the same question */
export async function mayClose(window: BrowserWindow, documents: Documents, running = false): Promise<boolean> {
  const { modified, pipeline: { name } } = documents.current;
  if (!modified) return !running || mayStop(window, name);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Save the changes to ${name}?`,
    detail: `They are lost if you don't save them.${running ? ' It is running: closing the window stops the run.' : ''}`,
    buttons: ['Save', "Don't Save", 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  });
  if (response === 2) return false;
  if (response === 1) return true;
  // The last change may have come after the question.
  const { pipeline, script } = documents.current;
  return (await (script ? documents.saveScript(script.text, false, window) : documents.save(pipeline, false, window))).saved;
}

async function mayStop(window: BrowserWindow, name: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `${name} is running. Stop the run and close the window?`,
    detail: 'Its batches stay in the history.',
    buttons: ['Stop and Close', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}
