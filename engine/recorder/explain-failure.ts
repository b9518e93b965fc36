import type { TaskError } from '#engine/core';
import { type Place, problem, type Problem } from '#engine/model';

const WINDOWS = /Window$/;

/** A failure that is one of the usual mistakes; null: Python's own words say it best. */
export function explainFailure({ message, traceback }: TaskError, node: { readonly name: string; readonly op: string }, place: Place | undefined): Problem | null {
  const text = `${message}\n${traceback}`;
  const { name, op } = node;
  if (/'(?:int|float)' object is not callable/.test(text) && WINDOWS.test(op)) return problem('window-as-inverse', { name, value: 'a number' }, place);
  if (/attempting to reference SparkContext|'SparkContext' object|attempting to broadcast an RDD/.test(text)) return problem('context-in-function', { name, captured: 'the SparkContext', what: 'which belongs to the main program' }, place);
  const empty = /RDD is empty|Can not reduce\(\) empty RDD|CANNOT_INFER_EMPTY_SCHEMA|infer schema from (?:an )?empty dataset/.exec(text)?.[0];
  if (empty) return problem('empty-batch', { name, method: /\b(first|reduce|max|min|toDF|createDataFrame)\(/.exec(traceback)?.[1] ?? (empty.includes('reduce') ? 'reduce' : 'first') }, place);
  return null;
}

/** What ended a script, as one of the usual mistakes. */
export function explainException(message: string): Problem | null {
  if (/queueStream doesn't support checkpointing/.test(message)) return problem('queue-with-checkpoint', { name: 'The program' });
  if (/has not been initialized/.test(message)) return problem('code-not-recovered', undefined);
  if (/StreamingContext has already been stopped|Only one StreamingContext may be started/.test(message)) return problem('start-after-stop', undefined);
  if (/checkpoint directory has not been set/.test(message)) return problem('state-without-checkpoint', { name: 'The program' });
  const failed = explainFailure({ type: '', message, traceback: message, functionId: null, place: {}, rdd: null, record: null }, { name: 'the program', op: /Window\b/.test(message) ? 'Window' : '' }, undefined);
  if (failed) return failed;
  return /functions are not serializable/.test(message) ? problem('context-in-checkpoint', { name: 'an output', captured: 'the context' }) : null;
}
