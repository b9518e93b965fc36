/** Where the buckets of one map task are (org.apache.spark.MapOutputTracker). */
export type MapOutput =
  | { readonly kind: 'kept'; readonly executorId: string; readonly records: number }
  | { readonly kind: 'bytes'; readonly buckets: readonly Uint8Array[] };

/** The map outputs of every shuffle that a job has computed; later jobs on the same RDD skip the stage. */
export class MapOutputTracker {
  readonly #shuffles = new Map<number, (MapOutput | undefined)[]>();

  register(shuffleId: number, mapId: number, output: MapOutput): void {
    const outputs = this.#shuffles.get(shuffleId) ?? [];
    outputs[mapId] = output;
    this.#shuffles.set(shuffleId, outputs);
  }

  /** Map partitions that have no output yet, or whose executor was lost. */
  missing(shuffleId: number, numMaps: number): number[] {
    const outputs = this.#shuffles.get(shuffleId);
    const missing: number[] = [];
    for (let mapId = 0; mapId < numMaps; mapId++) if (!outputs?.[mapId]) missing.push(mapId);
    return missing;
  }

  outputs(shuffleId: number): readonly (MapOutput | undefined)[] {
    return this.#shuffles.get(shuffleId) ?? [];
  }

  forget(shuffleId: number): void {
    this.#shuffles.delete(shuffleId);
  }

  executorLost(executorId: string): void {
    for (const outputs of this.#shuffles.values()) {
      for (const [mapId, output] of outputs.entries()) {
        if (output?.kind === 'kept' && output.executorId === executorId) outputs[mapId] = undefined;
      }
    }
  }
}
