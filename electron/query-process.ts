import { utilityProcess } from 'electron';
import { fileURLToPath } from 'node:url';
import type { QueryProcess, SqlAnswer } from '#engine/history';
import { workerFile } from '#engine/hosts';

/** A process for a question to the history: Electron's own kind, since the packed app can't run as plain Node. */
export function electronQueryProcess(): QueryProcess {
  const child = utilityProcess.fork(fileURLToPath(workerFile('history-query')), [], { serviceName: 'history query', stdio: 'ignore' });
  return {
    send: (question) => child.postMessage(question),
    onAnswer: (answered) => void child.on('message', (answer: SqlAnswer) => answered(answer)),
    onExit: (ended) => void child.once('exit', ended),
    kill: () => void child.kill(),
  };
}
