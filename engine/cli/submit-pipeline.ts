import { EngineError } from '#engine/core';
import { pipelineScript, runsAsScript } from '#engine/driver';
import { ExecutorPool, WorkerHost } from '#engine/hosts';
import { type ParamValue, parsePipeline, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { mistakesIn, startPipelineRun } from '#engine/run';
import { applyToScript, encodeScript, isScript, openPipeline } from '#engine/pyspark';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type SubmitOptions, UsageError } from './options';
import { failureText, problemLine, writeErr } from './output';
import { onSignals } from './signals';
import { submitScript } from './submit-script';
import { submitEnvironment } from './submit-environment';

/** Runs a `.dstream` file. @returns the exit status */
export async function submitPipeline(options: SubmitOptions): Promise<number> {
  const parsed = parsePipeline(await readFile(options.file, 'utf8'), options.file);
  if (!parsed.ok) {
    for (const found of parsed.problems) writeErr(problemLine(options.file, found));
    return 1;
  }
  const pipeline = adjusted(openPipeline(parsed.pipeline), options);
  if ((isScript(pipeline) && options.args.length > 0) || runsAsScript(pipeline)) return submitAsScript(pipeline, options);
  const { name, master, language } = pipeline;
  const submitted = await submitEnvironment(options, { documentName: name, master, language, pipeline }, (input) => portOf(pipeline, input));
  try {
    const started = await startPipelineRun(pipeline, submitted.environment);
    if (!started.started) {
      for (const found of started.problems) writeErr(problemLine(options.file, found));
      return 1;
    }
    const { run } = started;
    const stop = (): void => void run.stop({ graceful: true });
    const signalled = onSignals(() => stop());
    submitted.onInputsUsed(stop);
    const timer = options.seconds === null ? undefined : setTimeout(stop, options.seconds * 1000);
    const failure = await run.awaitTermination().then(
      () => null,
      (error: unknown) => error,
    );
    clearTimeout(timer);
    await run.stop({ graceful: false });
    if (failure !== null) writeErr(failure instanceof EngineError && failure.task ? failureText(failure.task) : `${(failure as Error).message}\n`);
    return signalled() ?? (failure === null ? 0 : 1);
  } finally {
    await submitted.close();
  }
}

/** What no operator stands for runs as the script that the pipeline is, with the program's arguments. */
async function submitAsScript(pipeline: Pipeline, options: SubmitOptions): Promise<number> {
  const executors = new ExecutorPool(new WorkerHost());
  const mistakes = await mistakesIn(pipeline, executors).finally(() => executors.close());
  for (const found of mistakes) writeErr(problemLine(options.file, found));
  if (mistakes.length > 0) return 1;
  const script = pipelineScript(pipeline);
  const folder = mkdtempSync(join(tmpdir(), 'dstream-submit-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // A second signal, and a reader that is gone, end the process at once.
  process.once('exit', remove);
  try {
    const path = join(folder, `${basename(options.file, '.dstream')}.py`);
    await writeFile(path, encodeScript(script.text, pipeline.encoding));
    return await submitScript(options, { path, searchPath: [dirname(options.file)], portOf: (input) => portOf(pipeline, input), pipeline: script });
  } finally {
    remove();
  }
}

/** The pipeline with what the command line says otherwise. */
function adjusted(pipeline: Pipeline, options: SubmitOptions): Pipeline {
  let changed = pipeline;
  for (const { node: wanted, param, value } of options.set) {
    const node = changed.nodes.find(({ id, name }) => id === wanted || name === wanted);
    if (!node) throw new UsageError(`--set ${wanted}.${param}: the pipeline has no node "${wanted}".`);
    changed = applyToScript(changed, { kind: 'setParam', id: node.id, param, value: valueFor(node, param, value) });
  }
  return options.name === null && options.master === null ? changed : { ...changed, name: options.name ?? changed.name, master: options.master ?? changed.master };
}

function valueFor(node: PipelineNode, param: string, text: string): ParamValue {
  const declaration = new Map(Object.entries(operators.get(node.op)?.params ?? {})).get(param);
  if (!declaration) throw new UsageError(`--set ${node.name}.${param}: ${node.op} has no parameter "${param}".`);
  if (declaration.type === 'boolean') {
    if (text !== 'true' && text !== 'false') throw new UsageError(`--set ${node.name}.${param}: "${text}" is neither true nor false.`);
    return text === 'true';
  }
  if (declaration.type !== 'integer' && declaration.type !== 'durationMs') return text;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--set ${node.name}.${param}: "${text}" is not a number.`);
  return value;
}

function portOf({ nodes }: Pipeline, input: string): number | null {
  const node = nodes.find(({ id, name, op }) => op === 'socketTextStream' && (id === input || name === input));
  const port = node ? node.params.port : Number(input);
  return typeof port === 'number' && Number.isInteger(port) ? port : null;
}
