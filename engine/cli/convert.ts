import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { SparkContext } from '#engine/core';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { emptyPipeline, freshName, incoming, parsePipeline, type Pipeline, printPipeline } from '#engine/model';
import { operators } from '#engine/operators';
import { printScript } from '#engine/pyspark';
import { UsageError } from './options';
import { problemLine, writeErr } from './output';

/** Turns a pipeline into the script that it is, or a script into a pipeline. @returns the exit status */
export async function convert(from: string, to: string): Promise<number> {
  const way = `${extname(from)}>${extname(to)}`;
  if (way === '.dstream>.py') return toScript(from, to);
  if (way === '.py>.dstream') return toPipeline(from, to);
  throw new UsageError('convert turns a .dstream into a .py, or a .py into a .dstream.');
}

async function toScript(from: string, to: string): Promise<number> {
  const parsed = parsePipeline(await readFile(from, 'utf8'), from);
  if (!parsed.ok) return refuse(parsed.problems.map((found) => problemLine(from, found)));
  if (parsed.pipeline.language !== 'python') return refuse([`${from}:1: language: A pipeline in JavaScript has no PySpark script.\n`]);
  await writeFile(to, printScript(parsed.pipeline).text);
  return 0;
}

/** What the reader found, see read_script.py. */
interface Found {
  readonly nodes: Pipeline['nodes'];
  readonly edges: Pipeline['edges'];
  readonly code: Pipeline['code'];
  readonly name: string | null;
  readonly master: string | null;
  readonly batchInterval: number | null;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

async function toPipeline(from: string, to: string): Promise<number> {
  const found = await readScript(await readFile(from));
  if (found.problems.length > 0) return refuse(found.problems.map(({ line, message }) => `${from}:${line}: script: ${message}\n`));
  const bare: Pipeline = {
    ...emptyPipeline(found.name ?? basename(from, '.py')),
    master: found.master ?? 'local[*]',
    batchInterval: found.batchInterval ?? 1000,
    nodes: found.nodes,
    edges: found.edges,
    code: found.code,
  };
  await writeFile(to, printPipeline({ ...bare, layout: { nodes: inColumns(bare) } }));
  return 0;
}

function refuse(lines: readonly string[]): number {
  for (const line of lines) writeErr(line);
  return 1;
}

/** Reading is Python's own: the script goes through an executor as data, and is not run. */
async function readScript(script: Uint8Array): Promise<Found> {
  const pool = new ExecutorPool(new WorkerHost());
  const context = new SparkContext({
    executors: pool.of('python'),
    slots: 1,
    defaultParallelism: 1,
    observe: { samples: 0, valueLength: 0 },
  });
  try {
    const table = [...operators.values()].map(({ kind, pyspark, inputs, params }) => ({
      kind,
      usualName: freshName(emptyPipeline(), kind),
      ...pyspark,
      inputs: inputs.map(({ name }) => name),
      durations: Object.entries(params).flatMap(([name, { type }]) => (type === 'durationMs' ? [name] : [])),
      functions: Object.entries(params).flatMap(([name, { type }]) => (type === 'function' ? [name] : [])),
    }));
    const text = `lambda lines: [__import__("dstream_executor.read_script", fromlist=["read"]).read("\\n".join(lines), ${JSON.stringify(JSON.stringify(table))})]`;
    const read = context.register({ kind: 'source', text, prelude: '' }, {});
    const [answer] = await context.takeText(context.blocks([script]).narrow('mapPartitions', read), 1);
    return JSON.parse(answer!) as Found;
  } finally {
    await context.stop();
    await pool.close();
  }
}

/** Places nodes from left to right by their longest way from a source. */
function inColumns(pipeline: Pipeline): Pipeline['layout']['nodes'] {
  const wires = incoming(pipeline);
  const columns = new Map<string, number>();
  // The reader makes parents before children.
  for (const { id } of pipeline.nodes) columns.set(id, Math.max(-1, ...(wires.get(id) ?? []).map(({ from }) => columns.get(from) ?? 0)) + 1);
  const rows = new Map<number, number>();
  return Object.fromEntries(
    pipeline.nodes.map(({ id }) => {
      const column = columns.get(id)!;
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [id, { x: column * 232, y: row * 128 }];
    }),
  );
}
