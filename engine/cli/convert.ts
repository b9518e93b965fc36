import { readFile, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parsePipeline, printPipeline } from '#engine/model';
import { decodeScript, encodeScript, openPipeline, pipelineOfScript, placedInColumns, scriptOf } from '#engine/pyspark';
import { readNotebook } from './notebook';
import { UsageError } from './options';
import { problemLine, writeErr } from './output';

/** Turns a pipeline into the script that it is, or a script into a pipeline. @returns the exit status */
export async function convert(from: string, to: string): Promise<number> {
  const way = `${extname(from)}>${extname(to)}`;
  if (way === '.dstream>.py') return toScript(from, to);
  if (way === '.py>.dstream') return toPipeline(from, to, await readFile(from));
  if (way === '.ipynb>.dstream') return toPipeline(from, to, Buffer.from((await readNotebook(from)).text));
  throw new UsageError('convert turns a .dstream into a .py, or a .py or a notebook (.ipynb) into a .dstream.');
}

async function toScript(from: string, to: string): Promise<number> {
  const parsed = parsePipeline(await readFile(from, 'utf8'), from);
  if (!parsed.ok) return refuse(parsed.problems.map((found) => problemLine(from, found)));
  if (parsed.pipeline.language !== 'python') return refuse([`${from}:1: language: A pipeline in JavaScript has no PySpark script.\n`]);
  await writeFile(to, encodeScript(scriptOf(openPipeline(parsed.pipeline)).text, parsed.pipeline.encoding));
  return 0;
}

/** Keeps every byte: what no operator stands for, and what is no Python, is code of the pipeline. */
async function toPipeline(from: string, to: string, script: Uint8Array): Promise<number> {
  const { text, encoding } = decodeScript(script);
  const pipeline = pipelineOfScript(text, basename(from, extname(from)));
  await writeFile(to, printPipeline(placedInColumns({ ...pipeline, ...(encoding === null ? {} : { encoding }) })));
  return 0;
}

function refuse(lines: readonly string[]): number {
  for (const line of lines) writeErr(line);
  return 1;
}
