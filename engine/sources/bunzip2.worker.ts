/** Unpacks one file; unpacking takes seconds for a large one, which the control plane has not. */
import { parentPort, workerData } from 'node:worker_threads';
import { bunzip2 } from './bunzip2';
import type { Packed, Unpacked } from './unpack-bzip2';

const { bytes, name } = workerData as Packed;
let result: Unpacked;
try {
  result = { bytes: bunzip2(bytes, name) };
} catch (error) {
  result = { failure: error instanceof Error ? error.message : String(error) };
}
parentPort!.postMessage(result, 'bytes' in result ? [result.bytes.buffer as ArrayBuffer] : []);
