import { type SubmitOptions, UsageError } from './options';

/** Runs a PySpark script. @returns the exit status */
export function submitScript(options: SubmitOptions): Promise<number> {
  throw new UsageError(`${options.file}: scripts do not run yet.`);
}
