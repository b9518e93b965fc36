import type { Requests } from '#api';
import { bridge } from '../bridge';

/** Typing pauses this long before the language is asked, ms. */
const DELAY = 250;
let last = 0;

/** Asks the language itself whether a function compiles; "superseded" if the user typed on meanwhile. */
export async function checkFunction(params: Requests['function.check']['params']): Promise<{ line: number; message: string } | null | 'superseded'> {
  const own = ++last;
  await new Promise((resolve) => setTimeout(resolve, DELAY));
  if (own !== last) return 'superseded';
  const error = await bridge.invoke('function.check', params);
  return own === last ? error && { line: error.line, message: error.message } : 'superseded';
}
