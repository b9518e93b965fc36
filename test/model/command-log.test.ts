import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, type Command, CommandLog, differences, groupsOf, journalLine, newNode, notesOf, parsePipeline, type Pipeline, printPipeline, readJournal, wordCountPipeline } from '#engine/model';
import { applyToScript, openPipeline, pipelineOfScript, printScript } from '#engine/pyspark';

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
  fc.tuple(fc.nat(), fc.nat()).map(([at, other]) => ({ nodes, edges }: Pipeline): Command => {
    const wire = edges[at % Math.max(1, edges.length)];
    return wire ? { kind: 'reconnect', wire, edge: { ...wire, to: nodes[other % nodes.length]!.id } } : { kind: 'disconnect', edges: [] };
  }),
  fc.tuple(fc.nat(), fc.nat(500)).map(([at, x]) => (pipeline: Pipeline): Command => {
    const wire = pipeline.edges[at % Math.max(1, pipeline.edges.length)];
    const node = newNode(pipeline, 'map');
    return wire ? { kind: 'insertOnWire', node, at: { x, y: 0 }, wire, port: 'parent', makeRoom: [{ id: wire.to, at: { x: x + 232, y: 0 } }] } : { kind: 'addNode', node, at: { x, y: 0 }, edges: [] };
  }),
  fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => (pipeline: Pipeline): Command => {
    const copied = [a, b].flatMap((at) => pipeline.nodes[at % Math.max(1, pipeline.nodes.length)] ?? []);
    const nodes: Pipeline['nodes'][number][] = [];
    for (const node of copied) nodes.push({ ...newNode({ ...pipeline, nodes: [...pipeline.nodes, ...nodes] }, node.op), params: node.params });
    return { kind: 'paste', nodes, edges: nodes.length === 2 ? [{ from: nodes[0]!.id, to: nodes[1]!.id, port: 'parent' }] : [], positions: nodes.map(({ id }, at) => ({ id, at: { x: at, y: a } })), notes: [{ id: `copied${a}`, text: 'copied', x: 0, y: 0, width: 10, height: 10 }] };
  }),
  fc.tuple(fc.nat(4), fc.array(fc.nat(), { maxLength: 4 })).map(([id, of]) => ({ nodes }: Pipeline): Command => ({ kind: 'setGroup', group: { id: `g${id}`, name: `Group ${of.length}`, nodes: [...new Set(of.flatMap((at) => nodes[at % Math.max(1, nodes.length)]?.id ?? []))] } })),
  fc.tuple(fc.nat(4), fc.string(), fc.nat(900)).map(([id, text, x]) => (): Command => ({ kind: 'setNote', note: { id: `n${id}`, text, x, y: 0, width: 200, height: 80 } })),
  fc.nat(4).map((id) => (): Command => ({ kind: 'several', commands: [{ kind: 'removeGroups', ids: [`g${id}`] }, { kind: 'removeNotes', ids: [`n${id}`] }] })),
  fc.tuple(fc.nat(), fc.string({ minLength: 1 })).map(([at, name]) => ({ nodes }: Pipeline): Command => ({ kind: 'renameNode', id: nodes[at % Math.max(1, nodes.length)]?.id ?? '', name })),
  // Arranged: all at once.
  fc.nat(300).map((step) => ({ nodes }: Pipeline): Command => ({ kind: 'moveNodes', positions: nodes.map(({ id }, at) => ({ id, at: { x: at * step, y: 0 } })) })),
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

describe('the journal of a command log', () => {
  const start = wordCountPipeline();

  /** Random edits, undos, redos and saves, with the lines that they leave. */
  function played(count: number, seed: number): { log: CommandLog; lines: string[] } {
    const log = new CommandLog(start);
    const lines = [journalLine({ begin: start, saved: true })];
    const extra = ['undo', 'redo', 'saved', 'seal'] as const;
    for (const step of fc.sample(fc.oneof({ weight: 6, arbitrary: commands }, fc.constantFrom(...extra)), { numRuns: count, seed })) {
      if (step === 'undo' || (typeof step === 'function' && log.pipeline.nodes.length > 30)) {
        log.undo();
        lines.push(journalLine({ undo: true }));
      } else if (step === 'redo') {
        log.redo();
        lines.push(journalLine({ redo: true }));
      } else if (step === 'saved') {
        log.markSaved();
        lines.push(journalLine({ saved: true }));
      } else if (step === 'seal') {
        log.seal();
        lines.push(journalLine({ seal: true }));
      } else {
        const command = step(log.pipeline);
        log.execute(command, command.kind, 'typing');
        lines.push(journalLine({ do: command, label: command.kind, key: 'typing' }));
      }
    }
    return { log, lines };
  }

  it('brings back the document, its steps and whether it is saved', () => {
    for (const seed of [1, 2, 3]) {
      const { log, lines } = played(1500, seed);
      const restored = readJournal(lines.join(''), apply)!;
      expect(restored.pipeline).toEqual(log.pipeline);
      expect(restored.entries).toEqual(log.entries);
      expect(restored.dirty).toBe(log.dirty);
      while (log.undoLabel !== null) {
        log.undo();
        restored.undo();
      }
      expect(restored.pipeline).toEqual(log.pipeline);
    }
  });

  it('loses no more than the last edit wherever it is cut off', () => {
    const { lines } = played(400, 5);
    const text = lines.join('');
    const ends = lines.map(((at) => ({ length }: string) => (at += length))(0));
    // At any character behind the first line, as a kill in the midst of writing leaves it.
    for (const at of fc.sample(fc.integer({ min: ends[0]!, max: text.length - 1 }), { numRuns: 300, seed: 3 })) {
      const written = ends.filter((end) => end - 1 <= at).length;
      const whole = readJournal(lines.slice(0, written).join(''), apply)!;
      const cut = readJournal(text.slice(0, at), apply)!;
      expect(cut.pipeline).toEqual(whole.pipeline);
      expect(cut.entries).toEqual(whole.entries);
    }
  });

  it('keeps a thousand labelled steps', () => {
    const text = [journalLine({ begin: start, saved: true }), ...Array.from({ length: 1000 }, (_, at) => journalLine({ do: { kind: 'renameNode', id: 'pairs', name: `n${at}` }, label: `Rename to n${at}`, key: null }))].join('');
    const log = readJournal(text, apply)!;
    expect(log.entries).toHaveLength(1000);
    for (let at = 0; at < 1000; at++) log.undo();
    expect(log.pipeline).toEqual(start);
    expect(log.redoLabel).toBe('Rename to n0');
  });
});

describe('groups and notes', () => {
  const grouped = apply(wordCountPipeline(), { kind: 'setGroup', group: { id: 'g1', name: 'Counting', nodes: ['words', 'pairs'] } });

  it('are frames of nodes; a node stands in one, and an empty frame goes', () => {
    const both = apply(grouped, { kind: 'setGroup', group: { id: 'g2', name: 'Other', nodes: ['pairs'] } });
    expect(groupsOf(both)).toEqual([{ id: 'g1', name: 'Counting', nodes: ['words'] }, { id: 'g2', name: 'Other', nodes: ['pairs'] }]);
    expect(groupsOf(apply(both, { kind: 'removeNodes', ids: ['words'], heal: true })).map(({ id }) => id)).toEqual(['g2']);
  });

  it('go through a file and back, and are no part of the program', () => {
    const noted = apply(grouped, { kind: 'setNote', note: { id: 'n1', text: 'Why?', x: 1, y: 2, width: 200, height: 80 } });
    const parsed = parsePipeline(printPipeline(noted), 'a.dstream');
    expect(parsed.ok && printPipeline(parsed.pipeline)).toBe(printPipeline(noted));
    expect(printScript(noted).text).toBe(printScript(wordCountPipeline()).text);
    expect(differences(wordCountPipeline(), noted).map(({ text }) => text)).toEqual(['The groups changed.', 'The notes changed.']);
  });

  it('stay when the script is edited, and when it is not Python for a while', () => {
    const script = pipelineOfScript(printScript(wordCountPipeline()).text, 'count');
    const [node] = script.nodes;
    const noted = applyToScript(applyToScript(script, { kind: 'setNote', note: { id: 'n1', text: 'Why?', x: 1, y: 2, width: 200, height: 80 } }), { kind: 'setGroup', group: { id: 'g', name: 'In', nodes: [node!.id] } });
    const edited = applyToScript(noted, { kind: 'renameNode', id: node!.id, name: 'input_lines' });
    const broken = applyToScript(edited, { kind: 'editScript', edits: [{ from: 0, to: 0, insert: 'def (:\n' }] });
    const mended = applyToScript(broken, { kind: 'editScript', edits: [{ from: 0, to: 7, insert: '' }] });
    for (const each of [noted, edited, broken, mended]) {
      expect(notesOf(each).map(({ text }) => text)).toEqual(['Why?']);
      expect(groupsOf(each)).toHaveLength(1);
      expect(groupsOf(openPipeline(each))).toHaveLength(1);
    }
  });

  it('that a file has in another form stay in the file and are not drawn', () => {
    const parsed = parsePipeline(JSON.stringify({ ...wordCountPipeline(), notes: 'remember the milk', groups: [{ id: 3 }] }), 'a.dstream');
    expect(parsed.ok && [notesOf(parsed.pipeline), groupsOf(parsed.pipeline)]).toEqual([[], []]);
    expect(parsed.ok && printPipeline(parsed.pipeline)).toContain('remember the milk');
  });
});

describe('differences between versions', () => {
  it('are told in sentences, and moving is none', () => {
    const before = wordCountPipeline();
    const after = [
      { kind: 'moveNodes', positions: [{ id: 'lines', at: { x: 900, y: 900 } }] } as const,
      { kind: 'setParam', id: 'words', param: 'f', value: 'lambda line: line.split()' } as const,
      { kind: 'removeNodes', ids: ['save'], heal: false } as const,
      { kind: 'setPipeline', batchInterval: 2000 } as const,
    ].reduce<Pipeline>(apply, before);
    expect(differences(before, after).map(({ text }) => text)).toEqual([
      'Batch interval (ms): 1000 became 2000.',
      'saveToSQLite save was removed.',
      'words: Function: lambda line: line.split(" ") became lambda line: line.split().',
      'The wire from wordCounts to save was removed.',
    ]);
    expect(differences(before, apply(before, { kind: 'moveNodes', positions: [{ id: 'lines', at: { x: 900, y: 900 } }] }))).toEqual([]);
  });
});

describe('a wire that is moved', () => {
  it('keeps its place in the order of the wires, in one step', () => {
    const { edges } = apply(wordCountPipeline(), { kind: 'reconnect', wire: { from: 'wordCounts', to: 'print', port: 'parent' }, edge: { from: 'pairs', to: 'print', port: 'parent' } });
    expect(edges[3]).toEqual({ from: 'pairs', to: 'print', port: 'parent' });
  });
});
