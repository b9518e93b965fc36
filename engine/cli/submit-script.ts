import { access, readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { findWheels, type PipelineScript, startScript } from '#engine/driver';
import { readNotebook } from './notebook';
import { type SubmitOptions, UsageError } from './options';
import { standardInput, writeErr, writeOut } from './output';
import { onSignals } from './signals';
import { submitEnvironment } from './submit-environment';

/** What a script is that does not stand in FILE itself. */
interface OtherScript {
  readonly path: string;
  /** Folders to import from. */
  readonly searchPath: readonly string[];
  readonly portOf: (input: string) => number | null;
  /** The pipeline that it stands for. */
  readonly pipeline: PipelineScript;
}

/** ms that a script has to end by itself once its streams have stopped. */
const GRACE = 300;
const SIGINT = 2;

/** Runs a PySpark script, unmodified, or a notebook. @returns its exit status */
export async function submitScript(options: SubmitOptions, other: OtherScript | null = null): Promise<number> {
  const script = other?.path ?? resolve(options.file);
  await access(script);
  if (options.set.length > 0 && other === null) throw new UsageError('--set sets a parameter of a pipeline (.dstream); a script has its own arguments, after FILE.');
  for (const path of options.pyFiles) await access(resolve(path));
  const appName = options.name ?? basename(script);
  const master = options.master ?? 'local[*]';
  const port = other?.portOf ?? ((name: string): number | null => (/^\d+$/.test(name) ? Number(name) : null));
  const isWheel = (path: string): boolean => path.endsWith('.whl');
  const wheels = findWheels([...options.wheels, ...options.pyFiles.filter(isWheel)].map((path) => resolve(path)));
  process.once('exit', () => wheels.remove());
  const text = extname(script) === '.ipynb' ? await textOfNotebook(script) : null;
  const typed: string[] = [];
  const recorded = { text: text ?? (await readFile(script, 'utf8')), path: script, arguments: options.args, input: typed };
  const submitted = await submitEnvironment(options, { documentName: appName, master, language: 'python', pipeline: null, script: recorded }, port, wheels.folder);
  try {
    const run = await startScript(
      {
        script,
        ...(text === null ? {} : { text }),
        args: options.args,
        pyFiles: [...options.pyFiles, ...(other?.searchPath ?? [])].filter((path) => !isWheel(path)).map((path) => resolve(path)),
        wheels,
        master,
        appName,
        print: (stream, text) => (stream === 'stdout' ? writeOut(text) : writeErr(text)),
        readLine: noting(standardInput(), typed),
        ...(other ? { pipeline: other.pipeline } : {}),
      },
      submitted.environment,
    );
    const stop = (): void => void run.stopStreams();
    const signalled = onSignals((number) => {
      if (run.handlesSignals) run.interrupt(number);
      // A script that does not end with its streams is told, as Python tells it.
      else void run.stopStreams().then(() => setTimeout(() => run.interrupt(SIGINT), GRACE));
    });
    // Another context may be about to start.
    submitted.onInputsUsed(() => void run.stopStreams(true));
    const timer = options.seconds === null ? undefined : setTimeout(stop, options.seconds * 1000);
    const { status } = await run.ended;
    clearTimeout(timer);
    await run.close();
    return run.handlesSignals ? status : (signalled() ?? status);
  } finally {
    await submitted.close();
    wheels.remove();
  }
}

/** The same lines; they are noted, for the history of a script that reads before its streams start. */
function noting(read: () => Promise<string | null>, typed: string[]): () => Promise<string | null> {
  return async () => {
    const line = await read();
    if (line !== null) typed.push(line);
    return line;
  };
}

/** The script of a notebook's cells. */
async function textOfNotebook(file: string): Promise<string> {
  const { text, dropped } = await readNotebook(file);
  if (dropped.length > 0) writeErr(`Dropped from the notebook: ${dropped.join('; ')}\n`);
  return text;
}
