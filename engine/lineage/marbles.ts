import type { HistoryStore } from '#engine/history';
import type { PipelineNode } from '#engine/model';
import { isCorrected, operators, slideOf } from '#engine/operators';
import { ancestorsOf, answered, inputBefore, keptRun, refused, type Refusal, type ReplayEnvironment, withProgram } from '#engine/replay';
import { type InputLine, InputLines } from './input-lines';
import { queuedRecords } from './queued-records';
import { type Given, runWorlds, UNSEEN } from './worlds';

/** What a node gives if some input lines had come in other batches. */
export interface MarblesQuestion {
  readonly runId: number;
  readonly nodeId: string;
  /** First and last batch to look at, ms since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly moves: readonly { readonly line: InputLine; /** Batch time, ms. */ readonly to: number }[];
}

export interface MarbleBatch {
  readonly batchTime: number;
  /** The lines of this batch, with those that were moved into it; `batchTime` of each is where it came. */
  readonly lines: readonly (InputLine & { readonly text: string })[];
  /** Lines that are not told. */
  readonly more: number;
}

/** The node's records in a batch, by partition; null: it was not due, or failed. */
export interface MarbleResult {
  readonly batchTime: number;
  readonly recorded: readonly string[] | null;
  readonly now: readonly string[] | null;
  /** Computed from all batches of the window, without the inverse function; null: the node has none. */
  readonly anew: readonly string[] | null;
}

export interface Marbles {
  readonly ok: true;
  readonly batches: readonly MarbleBatch[];
  readonly results: readonly MarbleResult[];
  /** The node has an inverse function, so that both ways are told. */
  readonly inverse: boolean;
}

const TIME_LIMIT = 20_000;
const MAX_BATCHES = 40;
const MAX_LINES = 40;
const MAX_RECORDS = 100;
/** Characters of a line that are told. */
const MAX_TEXT = 200;

/** Runs recorded batches again, sinks off, with some lines in other batches. Every problem is a sentence. */
export function moveMarbles(store: HistoryStore, { runId, nodeId, from, to, moves }: MarblesQuestion, environment: ReplayEnvironment): Promise<Marbles | Refusal> {
  return answered(TIME_LIMIT, async (signal) => {
    const run = await keptRun(store, runId);
    return withProgram(run.pipeline, run, environment, UNSEEN, signal, async (program) => {
      const { pipeline } = program;
      const { batchInterval } = pipeline;
      const node = pipeline.nodes.find(({ id }) => id === nodeId);
      if (!node || operators.get(node.op)?.output === null) return refused('Choose a node whose records go on to others.');
      if ((to - from) / batchInterval >= MAX_BATCHES) return refused(`At most ${MAX_BATCHES} batches are computed at once.`);
      const { begin, input } = await inputBefore(store, runId, run, [pipeline], from, to);
      const lines = new InputLines(input, pipeline, await queuedRecords({ program, from: begin, to, signal }, ancestorsOf(pipeline, [nodeId]).nodes));
      const places = new Map<number, number>();
      for (const move of moves) {
        const number = lines.numberOf(move.line);
        if (number === undefined) return refused('A line that was moved is not among the recorded input any more.');
        if (move.to < begin || move.to > to || (move.to - begin) % batchInterval !== 0) return refused('A line can be moved into the batches that are shown.');
        if (move.to !== move.line.batchTime) places.set(number, move.to);
      }
      const moved = lines.moved(places);
      const common = { program, watched: [nodeId], show: from, from: begin, to, signal };
      const [recorded, now] = await runWorlds({ ...common, inputs: [input, moved] });
      const inverse = usesInverse(node, batchInterval);
      const [anew] = inverse ? await runWorlds({ ...common, inputs: [moved], withoutInverse: nodeId }) : [];
      const times = Array.from({ length: Math.round((to - from) / batchInterval) + 1 }, (_, index) => from + index * batchInterval);
      return {
        ok: true,
        inverse,
        batches: times.map((batchTime) => marblesOf(lines, places, batchTime)),
        results: times.map((batchTime) => ({ batchTime, recorded: flat(recorded!.get(nodeId)?.get(batchTime)), now: flat(now!.get(nodeId)?.get(batchTime)), anew: anew ? flat(anew.get(nodeId)?.get(batchTime)) : null })),
      };
    });
  });
}

function marblesOf(lines: InputLines, places: ReadonlyMap<number, number>, batchTime: number): MarbleBatch {
  const numbers: number[] = [];
  for (const { batchTime: own, first, count } of lines.blocks) {
    for (let number = first; number < first + count; number++) if ((places.get(number) ?? own) === batchTime) numbers.push(number);
  }
  // What was moved in stands behind what came.
  numbers.sort((a, b) => Number(places.has(a)) - Number(places.has(b)) || a - b);
  const told = numbers.slice(0, MAX_LINES).map((number) => {
    const { text, ...line } = lines.at(number);
    return { ...line, text: text.slice(0, MAX_TEXT) };
  });
  return { batchTime, lines: told, more: numbers.length - told.length };
}

function flat(given: Given | undefined): readonly string[] | null {
  return given ? given.flat().slice(0, MAX_RECORDS) : null;
}

/** Whether a window has an inverse function that is used. */
function usesInverse({ params }: PipelineNode, batchInterval: number): boolean {
  return Boolean(params.invFunc ?? params.invReduceFunc) && isCorrected(Number(params.windowDuration), slideOf(params.slideDuration, batchInterval));
}
