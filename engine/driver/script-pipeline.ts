import { type Pipeline, scriptNames, type StreamsNotFirst } from '#engine/model';
import type { StreamNode } from '#engine/streaming';
import { basename } from 'node:path';

/** What a script's run is called, and runs with. */
export interface ScriptRunInfo {
  readonly name: string;
  readonly master: string;
  /** ms */
  readonly batchInterval: number;
  readonly text: string;
  /** Where it stands, and its arguments: with these it is run again. */
  readonly path: string;
  readonly arguments: readonly string[];
  /** Lines that `input()` got before the streams started. */
  readonly input: readonly string[];
  readonly notFirst: StreamsNotFirst | null;
}

/** The script of a run, as the history keeps it. */
export type RecordedScript = Pick<ScriptRunInfo, 'text' | 'path' | 'arguments' | 'input' | 'notFirst'>;

/** null: a run that an earlier version recorded, of which only the text is known */
export function recordedScript({ code }: Pipeline): RecordedScript | null {
  const [script] = code;
  return script?.text !== undefined && script.path !== undefined && script.arguments !== undefined ? { text: script.text, path: script.path, arguments: script.arguments, input: script.input ?? [], notFirst: script.notFirst ?? null } : null;
}

/**
 * A script's graph in the form of a pipeline, for the views and the history. It cannot be run: its nodes have the text
 * of their calls (`code`), its lines (`line`, `endLine`) and what is known of windows instead of parameters, and stand
 * nowhere yet.
 */
export function scriptPipeline(nodes: readonly StreamNode[], { name, master, batchInterval, notFirst, ...script }: ScriptRunInfo): Pipeline {
  const own = basename(script.path);
  const names = scriptNames(nodes.map(({ operation, site }) => ({ op: operation, variable: site?.name ?? null, line: site?.line ?? null, file: !site || basename(site.file) === own ? null : basename(site.file) })));
  return {
    dstream: 1,
    name,
    language: 'python',
    master,
    batchInterval,
    settings: {},
    nodes: nodes.map(({ id, operation, site, socket, facts }, index) => ({
      id,
      op: operation,
      name: names[index]!,
      params: { code: site?.code ?? '', line: site?.line ?? null, endLine: site?.endLine ?? null, ...(socket ?? {}), ...facts },
    })),
    edges: nodes.flatMap(({ id, parents }) => parents.map((from) => ({ from, to: id, port: 'parent' }))),
    code: [{ id: 'script', ...script, ...(notFirst && { notFirst }) }],
    layout: { nodes: {} },
  };
}
