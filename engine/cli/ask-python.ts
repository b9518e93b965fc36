import { SparkContext } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';

/**
 * Asks a function of our Python about a text, in an executor; the text is data and is not run.
 * @param call an expression in which `text` is the text, such as `module.function(text)`; gives a str
 */
export async function askPython(module: string, call: string, text: Uint8Array): Promise<string> {
  const pool = new ExecutorPool(new WorkerHost());
  const context = new SparkContext({ executors: pool.of('python'), slots: 1, defaultParallelism: 1, observe: { samples: 0, valueLength: 0 } });
  try {
    const source = `lambda lines: [(lambda module, text: ${call})(__import__(${JSON.stringify(module)}, fromlist=["_"]), "\\n".join(lines) + "\\n")]`;
    const asked = context.register({ kind: 'source', text: source, prelude: '' }, {});
    const [answer] = await context.takeText(context.blocks([text]).narrow('mapPartitions', asked), 1);
    return answer!;
  } finally {
    await context.stop();
    await pool.close();
  }
}
