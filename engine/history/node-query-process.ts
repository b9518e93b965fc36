import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { workerFile } from '#engine/hosts';
import type { QueryProcess, SqlAnswer } from './sql-query';

/** A query's process in plain Node. */
export function nodeQueryProcess(): QueryProcess {
  const child = fork(fileURLToPath(workerFile('history-query')), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: ['--max-old-space-size=512'] });
  return {
    send: (question) => child.send(question),
    onAnswer: (answered) => void child.on('message', (answer) => answered(answer as SqlAnswer)),
    onExit: (ended) => void child.once('exit', ended),
    kill: () => void child.kill('SIGKILL'),
  };
}
