import { canConnect, type Connection, type Pipeline, type PipelineEdge } from '#engine/model';
import { operators } from '#engine/operators';

/** Where a wire that is being drawn comes from. */
export interface Origin {
  readonly node: string;
  /** null: an output; else an input. */
  readonly port: string | null;
  /** The wire whose other end is being moved. */
  readonly moved: PipelineEdge | null;
}

/** A wire while it is drawn: where it may end is told once, at its beginning, and not at each move of the pointer. */
class Connecting {
  origin: Origin | null = $state.raw(null);
  #answers: Map<string, Connection> = new Map();
  #pipeline: Pipeline | null = null;

  begin(origin: Origin, pipeline: Pipeline): void {
    const { moved } = origin;
    this.#pipeline = moved ? { ...pipeline, edges: pipeline.edges.filter((edge) => edge !== moved) } : pipeline;
    this.#answers = new Map();
    this.origin = origin;
  }

  end(): void {
    this.origin = null;
    this.#pipeline = null;
  }

  /** Whether the wire may end at a port; `port` null: the node's output. */
  answer(node: string, port: string | null): Connection {
    const { origin } = this;
    if (!origin || !this.#pipeline || (origin.port === null) === (port === null)) return { ok: false, reason: 'A wire leads from an output to an input.' };
    const key = JSON.stringify([node, port]);
    const known = this.#answers.get(key);
    if (known) return known;
    const told = origin.port === null ? canConnect(this.#pipeline, origin.node, node, port!) : canConnect(this.#pipeline, node, origin.node, origin.port);
    this.#answers.set(key, told);
    return told;
  }

  /** Of a node with several inputs the first that takes the wire, for a drop on the node itself. */
  portOf(node: string, op: string): string | null {
    return operators.get(op)?.inputs.find(({ name }) => this.answer(node, name).ok)?.name ?? null;
  }
}

export const connecting = new Connecting();
