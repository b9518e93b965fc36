import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { emptyPipeline, parsePipeline, type Pipeline, printPipeline, validatePipeline, wordCountPipeline } from '#engine/model';

function parsed(text: string): Pipeline {
  const result = parsePipeline(text, 'test.dstream');
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join(' '));
  return result.pipeline;
}
const problemsOf = (text: string): readonly { code: string; message: string; place?: { line?: number } }[] => {
  const result = parsePipeline(text, 'test.dstream');
  return result.ok ? [] : result.problems;
};

describe('the .dstream file', () => {
  it('comes back as it was', () => {
    expect(parsed(printPipeline(wordCountPipeline()))).toEqual(wordCountPipeline());
  });

  it('keeps keys that this version does not know, at every level', () => {
    const text = JSON.stringify({
      ...emptyPipeline(),
      future: { deep: [1] },
      nodes: [{ id: 'a', op: 'map', name: 'a', params: { f: 'x', extra: 1 }, color: 'red' }],
      edges: [{ from: 'a', to: 'a', port: 'parent', style: 'thick' }],
      layout: { nodes: {}, zoom: 2 },
    });
    const printed = JSON.parse(printPipeline(parsed(text))) as Record<string, unknown>;
    expect(printed).toMatchObject({ future: { deep: [1] }, nodes: [{ color: 'red', params: { extra: 1 } }], edges: [{ style: 'thick' }], layout: { zoom: 2 } });
    expect(Object.keys(printed).at(-1)).toBe('layout');
  });

  it('is printed the same whatever the order of its keys', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(wordCountPipeline()), { minLength: Object.keys(wordCountPipeline()).length }), (entries) => {
        expect(printPipeline(parsed(JSON.stringify(Object.fromEntries(entries))))).toBe(printPipeline(wordCountPipeline()));
      }),
    );
  });

  it('takes "__proto__" and "constructor" as keys like any other', () => {
    const text = printPipeline(emptyPipeline()).replace('"settings": {}', '"settings": {"__proto__": "x", "constructor": "y"}');
    expect(printPipeline(parsed(text))).toContain('"__proto__": "x"');
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('is refused politely when it is from a newer version', () => {
    const [problem] = problemsOf(printPipeline(emptyPipeline()).replace('"dstream": 1', '"dstream": 7'));
    expect(problem!.code).toBe('newer-version');
    expect(problem!.message).toContain('7');
  });

  it('says at which line truncated JSON ends', () => {
    const text = printPipeline(wordCountPipeline());
    const [problem] = problemsOf(text.slice(0, 300));
    expect(problem!.code).toBe('not-json');
    expect(problem!.place!.line).toBeGreaterThan(5);
  });

  it.each(['[]', '"text"', '{}', '{"dstream": 1}', '{"dstream": 1, "batchInterval": 1, "nodes": [{}], "edges": []}', '{"dstream": 1, "batchInterval": 1, "nodes": [], "edges": [1]}'])('refuses %s in words', (text) => {
    expect(problemsOf(text)[0]!.code).toBe('not-a-pipeline');
  });

  it('never throws, whatever the file holds', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parsePipeline(text, 'x')));
  });
});

describe('validation', () => {
  it('finds nothing wrong with the word count and the examples', () => {
    expect(validatePipeline(wordCountPipeline())).toEqual([]);
    const folder = join(projectRoot(), 'examples');
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.dstream'))) {
      expect(validatePipeline(parsed(readFileSync(join(folder, name), 'utf8'))), name).toEqual([]);
    }
  });

  const codes = (pipeline: Pipeline): string[] => validatePipeline(pipeline).map(({ code }) => code);
  const base = wordCountPipeline();

  it('tells what is missing, doubled, unknown or circular, with its place', () => {
    expect(codes({ ...base, nodes: [...base.nodes, base.nodes[0]!] })).toContain('duplicate-id');
    expect(codes({ ...base, edges: [...base.edges, { from: 'x', to: 'words', port: 'parent' }] })).toContain('edge-to-nowhere');
    expect(codes({ ...base, nodes: base.nodes.map((node) => (node.id === 'words' ? { ...node, op: 'explode' } : node)) })).toContain('unknown-operator');
    expect(codes({ ...base, edges: base.edges.map((edge) => (edge.to === 'words' ? { ...edge, from: 'pairs' } : edge)) })).toContain('cycle');
    expect(codes({ ...base, edges: base.edges.filter(({ to }) => to !== 'pairs') })).toEqual(['input-missing']);
    expect(codes({ ...base, nodes: base.nodes.filter(({ id }) => !['print', 'save'].includes(id)), edges: base.edges.filter(({ to }) => !['print', 'save'].includes(to)) })).toEqual(['no-output']);
    expect(codes({ ...base, master: 'local[1]' })).toEqual(['starvation']);
    expect(codes({ ...base, master: 'spark://x' })).toEqual(['master-invalid']);
    const wrongPort = validatePipeline({ ...base, nodes: base.nodes.map((node) => (node.id === 'lines' ? { ...node, params: { port: 123456 } } : node)) });
    expect(wrongPort).toMatchObject([{ code: 'param-wrong', place: { nodeId: 'lines', param: 'port' } }]);
  });

  it('refuses what plainly is no pair before reduceByKey, and says how to mend it', () => {
    const edges = base.edges.map((edge) => (edge.to === 'wordCounts' ? { ...edge, from: 'words' } : edge));
    expect(validatePipeline({ ...base, edges })[0]!.message).toContain('reduceByKey needs (key, value) pairs');
  });

  it('looks through 100,000 nodes without hanging', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index) => ({ id: `n${index}`, op: 'nothing', name: `n${index}`, params: {} }));
    const edges = nodes.slice(1).map(({ id }, index) => ({ from: `n${index}`, to: id, port: 'parent' }));
    expect(validatePipeline({ ...base, nodes, edges }).length).toBe(100_000);
  });
});
