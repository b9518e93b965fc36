import { describe, expect, it } from 'vitest';
import { emptyPipeline, type Pipeline, wordCountPipeline } from '#engine/model';
import { portsOf, waysFrom } from '../../renderer/actions/wiring';
import { describeNode, detailsOf, inFlowOrder } from '../../renderer/outline/outline-rows';

const graph = (ids: string, wires: readonly string[]): Pipeline => ({
  ...emptyPipeline(),
  nodes: [...ids].map((id) => ({ id, op: 'union', name: id.toUpperCase(), params: {} })),
  edges: wires.map(([from, to]) => ({ from: from!, to: to!, port: 'parent' })),
});

describe('the outline', () => {
  it('lists nodes in the order in which records go through them, chains together', () => {
    const order = inFlowOrder(graph('fabcde', ['ab', 'bc', 'de', 'cf', 'ef'])).map(({ id }) => id).join('');
    expect(order).toBe('abcdef');
  });

  it('lists nodes on a circle too, and wires to nothing do no harm', () => {
    expect(inFlowOrder(graph('abc', ['ab', 'ba', 'cx', 'xc'])).map(({ id }) => id).join('')).toBe('abc');
  });

  it('says of a node what comes in, goes out and is wrong', () => {
    const pipeline = wordCountPipeline();
    const warning = { code: 'x', severity: 'warning' as const, message: 'Mind this.' };
    expect(describeNode(pipeline, 'wordCounts', 4, 12, [])).toBe('4 of 6, from pairs, to print, save, last batch 12 records, no problem');
    expect(describeNode(pipeline, 'lines', 1, null, [warning])).toBe('1 of 6, to words, 1 warning');
    expect(detailsOf(pipeline, 'wordCounts', [warning]).map(({ kind, text, leadsTo }) => [kind, text, leadsTo])).toEqual([
      ['input', 'from pairs', 'pairs'],
      ['output', 'to print', 'print'],
      ['output', 'to save', 'save'],
      ['warning', 'Mind this.', null],
    ]);
  });

  it('stays quick with ten thousand nodes', () => {
    const nodes = Array.from({ length: 10_000 }, (_, index) => ({ id: `n${index}`, op: 'map', name: `n${index}`, params: {} }));
    const edges = nodes.slice(1).map(({ id }, index) => ({ from: `n${index}`, to: id, port: 'parent' }));
    expect(inFlowOrder({ ...emptyPipeline(), nodes, edges }).at(-1)!.id).toBe('n9999');
  });
});

describe('connecting by lists', () => {
  it('offers the output and each input of a node', () => {
    expect(portsOf(wordCountPipeline(), 'words').map(({ port }) => port)).toEqual(['out', 'parent']);
    expect(portsOf(wordCountPipeline(), 'lines').map(({ port }) => port)).toEqual(['out']);
    expect(portsOf(wordCountPipeline(), 'print').map(({ port }) => port)).toEqual(['parent']);
  });

  it('puts what can be connected first, and gives the reason for the rest', () => {
    const ways = waysFrom(wordCountPipeline(), 'words', 'out');
    const allowed = ways.filter(({ reason }) => reason === null).map(({ other }) => other);
    expect(allowed).toEqual(['print', 'save']);
    expect(ways.slice(0, 2).every(({ reason }) => reason === null)).toBe(true);
    expect(ways.find(({ other }) => other === 'pairs')?.reason).toContain('connected already');
  });
});
