import type { Place, Problem, Severity } from './problem';

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
  'unknown-port': ({ name, port }: { name: string; port: string }) => `${name} has no input called "${port}".`,
  'input-missing': ({ name, port }: { name: string; port: string }) => `Nothing is connected to the input "${port}" of ${name}. Draw a wire to it.`,
  'input-taken': ({ name, port }: { name: string; port: string }) => `The input "${port}" of ${name} takes one wire only.`,
  'type-mismatch': ({ reason }: { reason: string }) => reason,
  'param-missing': ({ name, title }: { name: string; title: string }) => `${name} needs a value for ${title}.`,
  'param-wrong': ({ name, title, expected }: { name: string; title: string; expected: string }) => `${title} of ${name} has to be ${expected}.`,
  'no-output': () => 'No output operations registered, so nothing to execute. Connect pprint or another output.',
  'empty-pipeline': () => 'The pipeline is empty. Drag a source from the list of operators, or open an example.',
  'batch-interval': ({ value }: { value: number }) => `The batch interval has to be at least 1 ms; it is ${value}.`,
  'master-invalid': ({ master }: { master: string }) => `"${master}" is not a local master. Use local[2] or local[*].`,
  starvation: ({ receivers, slots }: { receivers: number; slots: number }) =>
    `spark.master should be set as local[n], n > 1: ${receivers === 1 ? 'the receiver holds' : `the ${receivers} receivers hold`} all ${slots === 1 ? 'one slot' : `${slots} slots`}, so no batch will ever be processed. Use local[${receivers + 1}] or more.`,
  'same-sink': ({ file, table }: { file: string; table: string }) => `Two nodes save to the table "${table}" of ${file}. Give one of them another table.`,
} as const;

export type ProblemCode = keyof typeof TEXTS;

const WARNINGS: ReadonlySet<ProblemCode> = new Set<ProblemCode>(['starvation']);

export function problem<Code extends ProblemCode>(code: Code, facts: Parameters<(typeof TEXTS)[Code]>[0], place?: Place): Problem {
  const severity: Severity = WARNINGS.has(code) ? 'warning' : 'error';
  const text = TEXTS[code] as (facts: unknown) => string;
  return { code, severity, message: text(facts), ...(place ? { place } : {}) };
}
