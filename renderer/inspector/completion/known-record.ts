import { incoming, type KnownType, outputType } from '#engine/model';
import { bridge } from '../../bridge';
import { document } from '../../editor/document.svelte';
import { runState } from '../../run/run-state.svelte';
import type { ValueType } from './lambda-types';

const OF_WIRE: Readonly<Record<KnownType, ValueType>> = { any: 'any', str: 'text', int: 'number', pair: 'pair' };
/** By the name that either language has for the type. */
const OF_RECORD: ReadonlyMap<string, ValueType> = new Map([
  ['str', 'text'],
  ['string', 'text'],
  ['int', 'number'],
  ['float', 'number'],
  ['number', 'number'],
  ['list', 'list'],
  ['array', 'list'],
  ['tuple', 'tuple'],
  ['dict', 'map'],
  ['Map', 'map'],
  ['set', 'set'],
  ['Set', 'set'],
]);

/** What comes into a node: what the graph tells, else what came in the batch whose records are shown. */
export async function knownRecord(nodeId: string): Promise<ValueType> {
  const { pipeline } = document;
  const from = document.node(incoming(pipeline).get(nodeId)?.[0]?.from ?? null);
  if (!from) return 'any';
  const told = OF_WIRE[outputType(pipeline, from)];
  const batch = runState.batchInView;
  if (told !== 'any' || !batch) return told;
  const { records } = await bridge.invoke('history.records', { runId: batch.runId, batchTime: batch.batchTime, of: { nodeId: from.id }, limit: 10 });
  const types = new Set(records.map(({ type }) => OF_RECORD.get(type) ?? 'any'));
  return types.size === 1 ? [...types][0]! : 'any';
}
