import { pack, unpack } from '#engine/streaming';
import type { SavedCalls } from './build-log';

/** All that makes a script's streams again without the script: what its checkpoints refer to. */
export interface ScriptProgram extends SavedCalls {
  /** The script's file name, its text's hash, to tell when it was changed since, and the text, to tell what. */
  readonly script: { readonly name: string; readonly hash: string; readonly text?: string };
  /** The Python whose code the functions are, such as "3.14"; another one cannot read them; left out by earlier versions. */
  readonly python?: string;
  readonly conf: readonly (readonly [string, string])[];
  /** Functions that run in the driver (`transform`, `foreachRDD`), pickled, with the numbers that calls know them by. */
  readonly callbacks: readonly { readonly number: number; readonly pickle: Uint8Array }[];
}

export function encodeProgram({ script, python, conf, callbacks, calls, buffers }: ScriptProgram): Uint8Array {
  return pack({ script, python, conf, calls, numbers: callbacks.map(({ number }) => number) }, [...callbacks.map(({ pickle }) => pickle), ...buffers]);
}

export function decodeProgram(bytes: Uint8Array): ScriptProgram {
  const { data, buffers } = unpack(bytes);
  const { script, python, conf, calls, numbers } = data as Pick<ScriptProgram, 'script' | 'python' | 'conf' | 'calls'> & { readonly numbers: readonly number[] };
  const callbacks = numbers.map((number, index) => ({ number, pickle: buffers[index]! }));
  return { script, python, conf, calls, callbacks, buffers: buffers.slice(numbers.length) };
}
