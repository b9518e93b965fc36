import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ExecutorPool, projectRoot, WorkerHost } from '#engine/hosts';
import { notesOf, printPipeline, validatePipeline } from '#engine/model';
import { NODE_HEIGHT, NODE_WIDTH } from '../../../renderer/editor/geometry';
import { gallery, runExample } from './run-example';

const pool = new ExecutorPool(new WorkerHost());
afterAll(() => pool.close());

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the gallery of examples', () => {
  it('has at least 20 pipelines, each with a title of its own and lines of its own', () => {
    expect(gallery.length).toBeGreaterThanOrEqual(20);
    expect(new Set(gallery.map(({ pipeline }) => pipeline.name)).size).toBe(gallery.length);
    expect(gallery.filter(({ lines }) => lines === '').map(({ id }) => id)).toEqual([]);
  });

  it('is shown in the order in which one learns, each once', () => {
    const order = JSON.parse(readFileSync(join(projectRoot(), 'examples/order.json'), 'utf8')) as string[];
    expect(order[0]).toBe('word-count');
    expect([...order].sort()).toEqual(gallery.map(({ id }) => id).sort());
  });
});

describe.each(gallery.map((example) => [example.id, example] as const))('the example %s', (_id, example) => {
  const { pipeline, text, expected } = example;

  it('has nothing to warn of, and is written as the app would save it', () => {
    expect(validatePipeline(pipeline)).toEqual([]);
    expect(printPipeline(pipeline)).toBe(text);
  });

  it('says what it shows, and stands tidily: wires lead to the right and nothing covers anything', () => {
    const places = new Map(Object.entries(pipeline.layout.nodes));
    const notes = notesOf(pipeline);
    expect(notes[0]?.text).toMatch(/^.{30,}\.$/);
    expect(pipeline.nodes.filter(({ id }) => !places.has(id))).toEqual([]);
    expect(pipeline.edges.filter(({ from, to }) => places.get(from)!.x + NODE_WIDTH >= places.get(to)!.x)).toEqual([]);
    const boxes: Box[] = [...notes, ...[...places.values()].map(({ x, y }) => ({ x, y, width: NODE_WIDTH, height: NODE_HEIGHT }))];
    expect(boxes.filter((box, index) => boxes.slice(index + 1).some((other) => overlap(box, other)))).toEqual([]);
  });

  it('prints and saves what was expected of its lines', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gallery-'));
    try {
      const { output, complaints } = await runExample(example, pool, folder);
      expect(complaints).toEqual([]);
      expect(expected).not.toBe('');
      expect(output).toBe(expected);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
