import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Command, CommandLog, newNode, type Pipeline, wordCountPipeline } from '#engine/model';

/** A command about whatever is there now. */
const commands: fc.Arbitrary<(pipeline: Pipeline) => Command> = fc.oneof(
  fc.constantFrom('map', 'filter', 'pprint', 'union').map((kind) => (pipeline: Pipeline): Command => ({ kind: 'addNode', node: newNode(pipeline, kind), at: { x: 0, y: 0 }, edges: [] })),
  fc.tuple(fc.nat(), fc.boolean()).map(([at, heal]) => ({ nodes }: Pipeline): Command => ({ kind: 'removeNodes', ids: nodes.length > 0 ? [nodes[at % nodes.length]!.id] : [], heal })),
  fc.tuple(fc.nat(), fc.string()).map(([at, value]) => ({ nodes }: Pipeline): Command => ({ kind: 'setParam', id: nodes[at % Math.max(1, nodes.length)]?.id ?? '', param: 'f', value })),
  fc.tuple(fc.nat(), fc.nat()).map(([at, x]) => ({ nodes }: Pipeline): Command => ({ kind: 'moveNodes', positions: nodes.length > 0 ? [{ id: nodes[at % nodes.length]!.id, at: { x, y: 1 } }] : [] })),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => ({ nodes }: Pipeline): Command => {
    const id = (at: number): string => nodes[at % Math.max(1, nodes.length)]?.id ?? '';
    return { kind: 'connect', edge: { from: id(a), to: id(b), port: 'parent' } };
  }),
  fc.nat().map((at) => ({ edges }: Pipeline): Command => ({ kind: 'disconnect', edges: edges.length > 0 ? [edges[at % edges.length]!] : [] })),
);

describe('the command log', () => {
  it('leads after any commands, undos and redos to what a replay of its commands gives', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: commands }, fc.constant('undo' as const), fc.constant('redo' as const)), { maxLength: 60 }), (steps) => {
        const log = new CommandLog(wordCountPipeline());
        let done: Command[] = [];
        let undone: Command[] = [];
        for (const step of steps) {
          if (step === 'undo') {
            log.undo();
            undone = [...done.splice(-1), ...undone];
          } else if (step === 'redo') {
            log.redo();
            done = [...done, ...undone.splice(0, 1)];
          } else {
            const command = step(log.pipeline);
            const before = log.pipeline;
            log.execute(command, 'step');
            if (log.pipeline !== before) [done, undone] = [[...done, command], []];
          }
        }
        expect(log.pipeline).toEqual(done.reduce((pipeline, command) => apply(pipeline, command), wordCountPipeline()));
      }),
      { numRuns: 300 },
    );
  });

  it('leads there after ten thousand of them, too', () => {
    const log = new CommandLog(wordCountPipeline());
    const steps = fc.sample(fc.oneof({ weight: 3, arbitrary: commands }, fc.constant('undo' as const), fc.constant('redo' as const)), { numRuns: 10_000, seed: 7 });
    let [done, undone]: [Command[], Command[]] = [[], []];
    for (const step of steps) {
      // Undoing pays for what is added, so that the document stays small.
      if (step === 'undo' || (step !== 'redo' && log.pipeline.nodes.length > 30)) {
        log.undo();
        undone = [...done.splice(-1), ...undone];
      } else if (step === 'redo') {
        log.redo();
        done.push(...undone.splice(0, 1));
      } else {
        const command = step(log.pipeline);
        const before = log.pipeline;
        log.execute(command, 'step');
        if (log.pipeline !== before) [done, undone] = [[...done, command], []];
      }
    }
    expect(done.length).toBeGreaterThan(100);
    expect(log.pipeline).toEqual(done.reduce((pipeline, command) => apply(pipeline, command), wordCountPipeline()));
  });

  it('comes back to the very document when everything is undone', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 30 }), (steps) => {
        const start = wordCountPipeline();
        const log = new CommandLog(start);
        for (const step of steps) log.execute(step(log.pipeline), 'step');
        while (log.undoLabel !== null) log.undo();
        expect(log.pipeline).toBe(start);
      }),
    );
  });

  it('is dirty when the state is not the saved one, also after an undo past the save', () => {
    const log = new CommandLog(wordCountPipeline());
    const rename = (name: string): void => void log.execute({ kind: 'setPipeline', name }, 'Rename');
    expect(log.dirty).toBe(false);
    rename('a');
    log.markSaved();
    expect(log.dirty).toBe(false);
    log.undo();
    expect(log.dirty).toBe(true);
    log.redo();
    expect(log.dirty).toBe(false);
    log.undo();
    rename('b');
    expect(log.dirty).toBe(true);
  });

  it('merges typing in one field into one entry, until the field is left', () => {
    const log = new CommandLog(wordCountPipeline());
    for (const name of ['n', 'ne', 'new']) log.execute({ kind: 'setPipeline', name }, 'Rename', 'name');
    log.seal();
    log.execute({ kind: 'setPipeline', name: 'newer' }, 'Rename', 'name');
    log.undo();
    expect(log.pipeline.name).toBe('new');
    log.undo();
    expect(log.pipeline.name).toBe('Network word count');
  });

  it('joins the wires when a node is removed so', () => {
    const { edges } = apply(wordCountPipeline(), { kind: 'removeNodes', ids: ['pairs'], heal: true });
    expect(edges).toContainEqual({ from: 'words', to: 'wordCounts', port: 'pairs' });
  });

  it('removes a node that is connected to itself', () => {
    const circle = apply(wordCountPipeline(), { kind: 'connect', edge: { from: 'pairs', to: 'pairs', port: 'others' } });
    const own = { ...circle, edges: circle.edges.filter(({ from, to }) => from === to || to !== 'pairs') };
    expect(apply(own, { kind: 'removeNodes', ids: ['pairs'], heal: true }).nodes.some(({ id }) => id === 'pairs')).toBe(false);
  });
});
