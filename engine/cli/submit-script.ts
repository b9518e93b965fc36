import { access } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { startScript } from '#engine/driver';
import type { SubmitOptions } from './options';
import { writeErr, writeOut } from './output';
import { onSignals } from './signals';
import { submitEnvironment } from './submit-environment';

/** What a script is that does not stand in FILE itself. */
interface OtherScript {
  readonly path: string;
  /** Folders to import from. */
  readonly searchPath: readonly string[];
  readonly portOf: (input: string) => number | null;
}

/** Runs a PySpark script, unmodified. @returns its exit status */
export async function submitScript(options: SubmitOptions, other: OtherScript | null = null): Promise<number> {
  const script = other?.path ?? resolve(options.file);
  await access(script);
  const appName = options.name ?? basename(script);
  const master = options.master ?? 'local[*]';
  const port = other?.portOf ?? ((name: string): number | null => (/^\d+$/.test(name) ? Number(name) : null));
  const submitted = await submitEnvironment(options, { documentName: appName, master, language: 'python', pipeline: null }, port);
  try {
    const run = await startScript(
      {
        script,
        args: options.args,
        pyFiles: [...options.pyFiles, ...(other?.searchPath ?? [])].map((path) => resolve(path)),
        master,
        appName,
        print: (stream, text) => (stream === 'stdout' ? writeOut(text) : writeErr(text)),
      },
      submitted.environment,
    );
    const stop = (): void => void run.stopStreams();
    const signalled = onSignals(stop);
    submitted.onInputsUsed(stop);
    const timer = options.seconds === null ? undefined : setTimeout(stop, options.seconds * 1000);
    const { status } = await run.ended;
    clearTimeout(timer);
    await run.close();
    return signalled() ?? status;
  } finally {
    await submitted.close();
  }
}
