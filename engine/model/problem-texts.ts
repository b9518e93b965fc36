import type { Place, Problem, Severity } from './problem';

/** Why a file stream takes a file for no new one. */
const IGNORED = {
  old: 'it was last changed before the stream was made, or more than a minute ago; moving it keeps its old time. Copy it into the folder instead.',
  changed: 'it was taken already, and a file is read once only. Write what is new into another file.',
  future: 'its time lies in the future. Set the clock of the computer that wrote it, or touch the file.',
} as const;

/** What a graceful stop waits for, and why. */
const STOPPING = {
  receivers: () => 'for the receivers: what they hold is handed over first, so that nothing is lost.',
  input: () => 'for the next batch: what was received and is in none yet becomes one.',
  batches: (jobs: number, at: string) => `for ${jobs === 1 ? 'one job' : `${jobs} jobs`} of batches that were received already; ${at} runs now.`,
  script: () => 'for the program, which goes on after its streams.',
} as const;

/** Every problem that the model can tell, with its sentence: what happened, and what to do. */
const TEXTS = {
  'not-json': ({ detail }: { detail: string }) => `This is not a pipeline file: it is not valid JSON (${detail}). Open another file, or mend it in a text editor.`,
  'not-a-pipeline': ({ detail }: { detail: string }) => `This is not a pipeline file: ${detail}.`,
  'newer-version': ({ needed, known }: { needed: string; known: string }) =>
    `This pipeline was saved in format ${needed}; this DStream Studio reads up to ${known}. Open it with a newer version.`,
  'duplicate-id': ({ id }: { id: string }) => `Two nodes have the same id "${id}". Ids have to be unique.`,
  'edge-to-nowhere': ({ from, to }: { from: string; to: string }) => `A wire leads from "${from}" to "${to}", and one of them does not exist.`,
  'unknown-operator': ({ op }: { op: string }) => `There is no operator "${op}" here. Replace the node, or use a newer DStream Studio.`,
  cycle: ({ names }: { names: string }) => `The wires go round in a circle (${names}). Remove one of them.`,
  'unknown-port': ({ name, port, inputs }: { name: string; port: string; inputs: readonly string[] }) => `${name} has no input called "${port}"${inputs.length === 0 ? ': it is a source' : `; it has ${inputs.map((input) => `"${input}"`).join(' and ')}`}.`,
  /** `port`: which of several inputs. */
  'input-missing': ({ name, port }: { name: string; port: string | null }) => `Nothing is connected to ${port === null ? name : `the input "${port}" of ${name}`}. Draw a wire to ${port === null ? 'its input' : 'it'}.`,
  'input-taken': ({ name, port }: { name: string; port: string }) => `The input "${port}" of ${name} takes one wire only.`,
  'type-mismatch': ({ reason }: { reason: string }) => reason,
  'param-missing': ({ name, title }: { name: string; title: string }) => `${name} needs a value for ${title}.`,
  'param-wrong': ({ name, title, expected }: { name: string; title: string; expected: string }) => `${title} of ${name} has to be ${expected}.`,
  'no-output': () => 'No output operations registered, so nothing to execute. Connect pprint or another output.',
  'empty-pipeline': () => 'The pipeline is empty. Drag a source from the list of operators, or open an example.',
  'batch-interval': ({ value }: { value: number }) => `The batch interval has to be a whole number of ms, at least 1; it is ${value}.`,
  'master-invalid': ({ master }: { master: string }) => `"${master}" is not a local master. Use local[2] or local[*].`,
  starvation: ({ receivers, slots }: { receivers: number; slots: number }) =>
    `spark.master should be set as local[n], n > 1: ${receivers === 1 ? 'the receiver holds' : `the ${receivers} receivers hold`} all ${slots === 1 ? 'one slot' : `${slots} slots`}, so no batch will ever be processed. Use local[${receivers + 1}] or more.`,
  'same-sink': ({ file, table }: { file: string; table: string }) => `Two nodes save to the table "${table}" of ${file}. Give one of them another table.`,
  'window-multiple': ({ name, what, value, slide }: { name: string; what: 'window' | 'slide'; value: number; slide: number }) =>
    `The ${what} of ${name} has to be a multiple of ${slide} ms, at which its input comes; ${value} ms is not. Use ${Math.max(1, Math.round(value / slide)) * slide} ms.`,
  'window-as-inverse': ({ name, value }: { name: string; value: string }) =>
    `In Python the second argument of ${name} is the inverse function: ${value} is taken for it and not for the window. Write None before it.`,
  'state-without-checkpoint': ({ name }: { name: string }) => `${name} keeps state, which needs a checkpoint directory, or start() fails. Call ssc.checkpoint("checkpoint").`,
  'queue-with-checkpoint': ({ name }: { name: string }) => `${name} reads a queue, which cannot be recovered from a checkpoint. Use another source where the program recovers.`,
  'queue-appended': ({ queue }: { queue: string }) => `The stream copied ${queue} when it was made: what is appended afterwards is never seen. Fill the list first.`,
  'file-instead-of-folder': ({ path }: { path: string }) => `textFileStream watches a folder, and "${path}" looks like a file. Give the folder, and copy files into it while the program runs.`,
  'host-is-address': ({ host }: { host: string }) => `The host has to be a name or an address only, and "${host}" has more in it, so that nothing can connect. Write the name alone; the port has a field of its own.`,
  'port-is-text': ({ text }: { text: string }) => `The port has to be a number, and ${text} is a text. Write int(…) around it.`,
  'context-in-function': ({ name, captured, what }: { name: string; captured: string; what: string }) =>
    `The function of ${name} runs on executors, where ${captured}, ${what}, is not. Use a plain value, a broadcast variable, or transform.`,
  'context-in-checkpoint': ({ name, captured }: { name: string; captured: string }) =>
    `The function of ${name} uses ${captured}, which a checkpoint cannot save, so start() fails. Use rdd.context in it.`,
  'stream-in-function': ({ name, captured }: { name: string; captured: string }) =>
    `The function of ${name} runs once a batch, when streams like ${captured} can no longer be changed or given outputs. Use the RDD that it gets.`,
  'empty-batch': ({ name, method }: { name: string; method: string }) => `${method}() fails for a batch without records, and there will be some. Ask rdd.isEmpty() first in the function of ${name}.`,
  'sleep-in-batch': ({ name, sleep, interval }: { name: string; sleep: number; interval: number }) =>
    `The function of ${name} sleeps ${sleep} ms in each batch, and a batch comes every ${interval} ms: they will wait for each other without end. Take the sleep out, or make the batch interval longer.`,
  'stop-in-function': ({ name, method }: { name: string; method: string }) => `${method}() in the function of ${name} waits for the very batch that calls it. Set a flag there, and call it in the main program.`,
  'not-a-function': ({ name, text }: { name: string; text: string }) => `${name} has to count the arguments of its function, and those of ${text} cannot be counted. Write a lambda or a def.`,
  'after-start': ({ name }: { name: string }) => `${name} is made after start(), when the streams are fixed: it raises an error. Move it before start().`,
  'no-start': () => 'The program never calls start(), so nothing will run. Add ssc.start() and ssc.awaitTermination() at its end.',
  'no-await': () => 'Nothing waits after start(): the program ends at once, and its streams with it. Add ssc.awaitTermination().',
  'second-context': () => 'There is a SparkContext already, and a program has one only: the second one raises an error. Use SparkContext.getOrCreate(), or stop the first.',
  'not-recovered': ({ name }: { name: string }) =>
    `${name} is made outside of the function that getOrCreate calls: a program that is recovered from its checkpoint does not know it, and fails. Move it into that function.`,
  'backpressure-off': ({ setting }: { setting: string }) => `${setting} does nothing while spark.streaming.backpressure.enabled is not true. Set that to true too.`,
  'start-after-stop': () => 'A StreamingContext that was stopped cannot start again. Make a new one.',
  'print-of-stream': ({ name }: { name: string }) => `print shows the stream as an object, not its records. Use ${name}.pprint().`,
  'unused-stream': ({ name }: { name: string }) => `Nothing uses ${name}, so it is never computed. Connect an output such as pprint, or remove it.`,
  'no-such-method': ({ method, advice }: { method: string; advice: string }) => `Streams have no method "${method}" in Python. ${advice}`,
  'needs-script': () => 'Operators that work on RDDs, such as transform and foreachRDD, run in Python pipelines only. Take them out, or make the pipeline in Python.',
  // What only a running stream shows; where a mistake can be read from the text too, the code is the same.
  'nobody-listens': ({ reason }: { reason: string }) => `Batches are empty because nobody listens there (${reason}). Start the socket source, or nc -lk with this port; the receiver tries again by itself.`,
  'nothing-arrives': ({ name, seconds }: { name: string; seconds: number }) => `${name} is connected, and for ${seconds} s not one whole line has come: batches are empty and nothing prints. Send a line that ends with Enter.`,
  'file-ignored': ({ path, reason }: { path: string; reason: 'old' | 'changed' | 'future' }) => `The file ${path} is ignored: ${IGNORED[reason]}`,
  'falling-behind': ({ name, processing, interval }: { name: string; processing: number; interval: number }) =>
    `Batches are late: each takes ${processing} ms, and one comes every ${interval} ms, so they wait for each other. Most of it is spent at ${name}; make it cheaper, or the batch interval longer.`,
  'no-backpressure': ({ waiting }: { waiting: number }) => `${waiting} batches wait, and the receiver goes on at full speed. Set spark.streaming.backpressure.enabled to true, and it takes in what can be processed.`,
  'state-grows': ({ name, keys }: { name: string; keys: number }) => `${name} keeps ${keys} keys and has never removed one: each batch calls its function for all of them. Return None for a key that is not needed any more.`,
  'stop-waits': ({ phase, jobs, at }: { phase: 'receivers' | 'input' | 'batches' | 'script'; jobs: number; at: string }) => `The stop waits ${STOPPING[phase](jobs, at)} Stop once more to give that up.`,
  'code-not-recovered': () => 'The program was recovered from its checkpoint with the code of then; what was changed or added since is not in it. Use another checkpoint directory, or delete this one.',
  // Of one recorded batch.
  'batch-empty': ({ name, kind }: { name: string; kind: 'receiver' | 'files' | 'other' }) =>
    `This batch is empty: ${kind === 'files' ? `no new file came into the folder of ${name}` : `nothing came from ${name}`} before its time. ${kind === 'receiver' ? 'Look at the batches before and after it, and at whether the source sends whole lines.' : kind === 'files' ? 'Copy a file into the folder while the stream runs; one that is older than the stream is ignored.' : 'A queue that is used up gives nothing more.'}`,
  'batch-filtered': ({ name, records }: { name: string; records: number }) => `${name} let none of its ${records === 1 ? 'one record' : `${records} records`} through, so nothing behind it has any. Look at its records and its function.`,
  'batch-late': ({ name, processing, interval }: { name: string; processing: number; interval: number }) =>
    `This batch took ${processing} ms, and one comes every ${interval} ms. Most of it was spent at ${name}; make it cheaper, or the batch interval longer.`,
  'batch-waited': ({ waited }: { waited: number }) => `This batch is late because it waited ${waited} ms for those before it. Look at them: one of them took longer than the batch interval.`,
  'batch-failed': ({ name, error }: { name: string; error: string }) => `This batch failed at ${name}: ${error}. Mend the function, and replay the batch.`,
  'batch-prints-nothing': ({ name, why }: { name: string; why: 'failed' | 'none' }) => (why === 'failed' ? `${name} printed nothing because the batch failed before it could. See the failure.` : `Nothing was printed: ${name} writes elsewhere, and no output prints. Connect a pprint to see records in the console.`),
  'waits-and-asserts': ({ seconds }: { seconds: number }) =>
    `The program waits ${seconds} s and then asserts what has come by then: that depends on how fast this computer is. Choose Manual clock beside Run and step, or replay a recorded batch: then each run has the same batches.`,
  'spark-shows-zero': ({ name, records, source }: { name: string; records: number; source: 'a file stream' | 'a queue' | 'a window with a slide' }) =>
    `Spark's pages show 0 records for ${source}; ${name} has had ${records === 1 ? 'one' : records} so far, and the counts here are of what really came. Do not take a 0 there for a fault.`,
  'no-batch-interval': () => 'StreamingContext needs the batch interval, in seconds. Write StreamingContext(sc, 1).',
} as const;

export type ProblemCode = keyof typeof TEXTS;

const WARNINGS: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'starvation', 'queue-with-checkpoint', 'queue-appended', 'file-instead-of-folder', 'empty-batch', 'stop-in-function', 'stream-in-function', 'sleep-in-batch', 'not-recovered', 'backpressure-off',
  'no-start', 'no-await', 'start-after-stop', 'print-of-stream', 'unused-stream', 'window-as-inverse',
  'nobody-listens', 'nothing-arrives', 'file-ignored', 'falling-behind', 'no-backpressure', 'state-grows', 'stop-waits', 'code-not-recovered', 'waits-and-asserts', 'batch-empty', 'batch-filtered', 'batch-late', 'batch-waited',
]);

/** What is good to know, and no mistake. */
const HINTS: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['spark-shows-zero', 'batch-prints-nothing']);

export function problem<Code extends ProblemCode>(code: Code, facts: Parameters<(typeof TEXTS)[Code]>[0], place?: Place): Problem {
  const severity: Severity = WARNINGS.has(code) ? 'warning' : HINTS.has(code) ? 'hint' : 'error';
  const text = TEXTS[code] as (facts: unknown) => string;
  return { code, severity, message: text(facts), ...(place ? { place } : {}) };
}
