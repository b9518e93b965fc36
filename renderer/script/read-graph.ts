import type { Pipeline } from '#engine/model';
import type { GraphQuestion } from './read-graph.worker';

type Answer = Pipeline | null | 'superseded';

interface Asked {
  readonly question: GraphQuestion;
  readonly resolve: (answer: Answer) => void;
}

let worker: Worker | null = null;
let lastId = 0;
let asked: Asked | null = null;
let next: Asked | null = null;

/** A script's graph as its text has it, read beside the window. Of questions that wait only the newest is answered. */
export function readGraph(text: string, name: string): Promise<Answer> {
  return new Promise((resolve) => {
    next?.resolve('superseded');
    next = { question: { id: ++lastId, text, name }, resolve };
    if (!asked) askNext();
  });
}

function askNext(): void {
  asked = next;
  next = null;
  if (!asked) return;
  worker ??= start();
  worker.postMessage(asked.question);
}

function start(): Worker {
  const started = new Worker(new URL('./read-graph.worker.ts', import.meta.url), { type: 'module', name: 'read-graph' });
  started.onmessage = ({ data: { graph } }: MessageEvent<{ readonly graph: Pipeline | null }>) => {
    asked?.resolve(graph);
    askNext();
  };
  started.onerror = () => {
    // Without a graph the script can be edited and run all the same; the next reading gets a new worker.
    started.terminate();
    worker = null;
    asked?.resolve(null);
    askNext();
  };
  return started;
}
