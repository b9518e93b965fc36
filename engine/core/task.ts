/**
 * What a task is, on the wire between the scheduler and an executor. Plain data and bytes only, so that it crosses
 * a worker thread, a Chromium window or a file alike. `buffer` fields are indexes into `TaskDescription.buffers`.
 *
 * A task computes one partition of the last RDD of its stage. All narrow operators are fused: the executor runs the
 * whole `plan` inside the language runtime, in one call.
 */

export type FunctionId = number;

/** A user's function, sent once to each executor that needs it. */
export interface FunctionDefinition {
  readonly id: FunctionId;
  readonly form: FunctionForm;
  /** For error messages: node, parameter; or script file and line. */
  readonly place: { readonly nodeId?: string; readonly param?: string; readonly file?: string; readonly line?: number };
}
export type FunctionForm =
  /** An expression such as `lambda w: (w, 1)`, evaluated in a namespace in which `prelude` ran once. */
  | { readonly kind: 'source'; readonly text: string; readonly prelude: string }
  /** A Python function pickled by the script's driver, closure included; or a value that it broadcast. `functions`: the broadcast values it refers to. */
  | { readonly kind: 'pickle'; readonly bytes: Uint8Array; readonly functions?: readonly FunctionId[] }
  /** One of the runtime's own functions, such as "identity", "pairWithNone", "second", "countRecords", "add". */
  | { readonly kind: 'builtin'; readonly name: BuiltinFunction; /** What it is bound to: users' functions by id. */ readonly functions?: readonly FunctionId[]; readonly args?: readonly number[] };
export type BuiltinFunction =
  /** x -> x */
  | 'identity'
  /** x -> (None, x) */
  | 'pairWithNone'
  /** (k, v) -> v */
  | 'second'
  /** iterator -> iterator of one int, the number of records (for mapPartitions) */
  | 'countRecords'
  /** (a, b) -> a + b */
  | 'add'
  /** (a, b) -> a - b */
  | 'subtract'
  /** x -> 1 */
  | 'one'
  /** x -> (x, 1) */
  | 'pairWithOne'
  /** x -> (1, x) */
  | 'keyOne'
  /** (k, count) -> count > 0 */
  | 'positiveValue'
  /** v -> [v]; (list, v) -> list; (list, list) -> list: groupByKey's aggregator */
  | 'listOf'
  | 'append'
  | 'extend'
  /** (longer list, its beginning) -> the rest */
  | 'withoutBeginning'
  /** [v] -> what groupByKey gives: pyspark's ResultIterable, an array in JavaScript */
  | 'resultIterable'
  /** v -> (args[0], v) */
  | 'tag'
  /** [(tag, v)] -> a tuple of args[0] groups */
  | 'cogrouped'
  /** [(tag, v)] -> pairs (left, right); args: 1 where a missing left, a missing right is padded with None */
  | 'joined'
  /** iterator of (k, v) -> iterator of (k, combiner); functions: mergeValue, createCombiner */
  | 'combineLocally'
  /** (index, iterator) -> (target, ten records), round-robin over args[0] targets from a start that depends on the index; args[1] = 1: of (target, ten records) */
  | 'distribute'
  /** (index, iterator) -> ("index position", record): which record of which partition it was, partitions counted from args[0] */
  | 'numbered'
  /** (index, iterator) -> the records but those at the positions in args: partition, place, partition, place … */
  | 'without'
  /** What filter, mapValues and flatMapValues do, to the value of a pair: [v] or []; (k, f(v)); [(k, w)]. functions: f */
  | 'kept'
  | 'onValue'
  | 'onValues'
  /** x -> x as a sample shows it, uncut; (k, v) -> k as a sample shows it */
  | 'shown'
  | 'shownKey';

export type NarrowOperator =
  | 'map' // f(record)
  | 'flatMap' // f(record) -> iterable
  | 'filter' // f(record) -> truth
  | 'mapPartitions' // f(iterator) -> iterable
  | 'mapPartitionsWithIndex' // f(index, iterator) -> iterable
  | 'mapValues' // f(value), key kept
  | 'flatMapValues' // f(value) -> iterable, key kept
  | 'glom' // the partition as one list
  | 'pass'; // records as they are (a union's partition); f is null

/** Spark's Aggregator: how values of one key become one combiner (`pyspark.shuffle.Aggregator`). */
export interface Aggregator {
  readonly createCombiner: FunctionId;
  readonly mergeValue: FunctionId;
  readonly mergeCombiners: FunctionId;
}

/** `hash`: `portable_hash(key) % numPartitions`, or a user's `partitionFunc(key) % numPartitions`. */
export interface Partitioner {
  readonly kind: 'hash';
  readonly numPartitions: number;
  readonly partitionFunc: FunctionId | null;
}

/**
 * The tree that a task evaluates, leaves first. `rdd` is the id of the RDD whose partition the step computes:
 * counts and samples are reported under it.
 */
export type PlanStep =
  /** Lines of UTF-8 text; ends are \n, \r or \r\n (java.io.BufferedReader.readLine). Invalid bytes become U+FFFD. */
  | { readonly kind: 'lines'; readonly rdd: number; readonly buffers: readonly number[] }
  /** Records that the language serialised (a driver's parallelize): a pickled list, or JSON for JavaScript. */
  | { readonly kind: 'records'; readonly rdd: number; readonly buffers: readonly number[] }
  | { readonly kind: 'empty'; readonly rdd: number }
  /** Fixed-length binary records (SparkContext.binaryRecords). */
  | { readonly kind: 'binary'; readonly rdd: number; readonly buffers: readonly number[]; readonly recordLength: number }
  /** All records of one parent, then all of the next. */
  | { readonly kind: 'concat'; readonly rdd: number; readonly parents: readonly PlanStep[] }
  /** Every pair of a left and a right record, left by left; in Python a batch with each batch, `together` being their sizes (RDD.pickledTogether; -1: they are RDD.batches). */
  | { readonly kind: 'cartesian'; readonly rdd: number; readonly left: PlanStep; readonly right: PlanStep; readonly together: readonly [left: number, right: number] }
  /** The first with the first, the second with the second …; both have equally many. PySpark compares so many (`batch`) at a time. */
  | { readonly kind: 'zip'; readonly rdd: number; readonly left: PlanStep; readonly right: PlanStep; readonly batch: number }
  /** A persisted partition: read where it is stored, else computed by `parent` and stored under (rdd, partition). */
  | {
      readonly kind: 'cached';
      readonly rdd: number;
      readonly partition: number;
      readonly parent: PlanStep | null;
      /** keep: it stays in this executor only. Else its bytes go back with the result too. */
      readonly keep: boolean;
      readonly buffer: number | null;
    }
  | {
      readonly kind: 'narrow';
      readonly rdd: number;
      readonly operator: NarrowOperator;
      readonly f: FunctionId | null;
      /** Index of the partition in this RDD (mapPartitionsWithIndex). */
      readonly partition: number;
      readonly parent: PlanStep;
    }
  /** updateStateByKey: every key's next state by update(values of this batch, state or None); None removes the key. */
  | {
      readonly kind: 'updatedState';
      readonly rdd: number;
      /** (key, state) of the batch before; null: there is none. */
      readonly previous: PlanStep | null;
      /** (key, list of the values of this batch) */
      readonly groups: PlanStep;
      readonly update: FunctionId;
    }
  /** A window from the one before: merge(inverse(value, what left), what came). */
  | {
      readonly kind: 'correctedWindow';
      readonly rdd: number;
      readonly previous: PlanStep;
      /** (key, value) of what left the window and of what came into it, one a key; null: nothing did. */
      readonly left: PlanStep | null;
      readonly came: PlanStep | null;
      readonly inverse: FunctionId;
      readonly merge: FunctionId;
      /** Keeps the pairs for which it is true, where something came; null: all. */
      readonly filter: FunctionId | null;
    }
  /** Reads one reducer's buckets in the order of the map partitions, merging by key if there is an aggregator. */
  | {
      readonly kind: 'shuffleRead';
      readonly rdd: number;
      readonly shuffleId: number;
      readonly reduceId: number;
      readonly aggregator: Aggregator | null;
      /** True where the map side combined already (values are combiners). */
      readonly mapSideCombined: boolean;
      /** A bucket is bytes, or was kept by this same executor (`keep` of its ShuffleWrite). */
      readonly buckets: readonly ({ readonly buffer: number } | { readonly mapId: number })[];
    };

/** What becomes of the computed records. */
export type TaskSink =
  /** Before a shuffle: combine per key, cut into one bucket a reducer. */
  | {
      readonly kind: 'shuffleWrite';
      readonly shuffleId: number;
      readonly mapId: number;
      readonly partitioner: Partitioner;
      /** Combine on the map side with this; null: only cut. */
      readonly aggregator: Aggregator | null;
      /** True: keep the buckets as objects in this executor, `outputs` is empty. False: one serialised bucket a reducer. */
      readonly keep: boolean;
    }
  /**
   * The records themselves; at most `limit`, and no more of the input is computed than that needs (RDD.take).
   * `text`: outputs[0] is a JSON array of str(record). `serialized`: as `records` above.
   * `columns`: outputs[0] is a JSON array of rows for a table, see `TableRow`.
   */
  | { readonly kind: 'collect'; readonly form: 'text' | 'serialized' | 'columns'; readonly limit: number | null }
  /** Run for its effects only (foreach). */
  | { readonly kind: 'drain' };

/**
 * A record for a table: `[columnNames | null, cells]`. Names: "value"; "key" and "value" for a 2-tuple; "_1", "_2" …
 * for longer tuples; field names of a named tuple; keys of a dict. A cell is a JSON null, boolean, finite number or
 * string; `{"i": "123…"}` an integer beyond 2^53; `{"b": "base64"}` bytes; `{"r": "repr"}` anything else.
 */
export type TableCell = null | boolean | number | string | { readonly i: string } | { readonly b: string } | { readonly r: string };
export type TableRow = readonly [names: readonly string[], cells: readonly TableCell[]];

/** What to note of each RDD that the plan computes. */
export interface Observation {
  /** Records sampled per RDD and partition, from the first; 0: counts only. */
  readonly samples: number;
  /** A sampled value's repr is cut at this many UTF-16 units. */
  readonly valueLength: number;
  /** Conditions that records are watched for; left out: none. */
  readonly conditions?: readonly WatchedRdd[];
}

/** `condition(record)` is asked for each record of an RDD. It changes nothing: where it fails, that is told. */
export interface WatchedRdd {
  readonly rdd: number;
  readonly condition: FunctionId;
}

/** What a condition found. */
export interface ConditionFound {
  readonly matches: number;
  /** repr of the first record that meets it, or on which it failed. */
  readonly record: string;
  /** Why it could not be told of that record; null: it meets the condition. */
  readonly error: string | null;
}

export interface TaskDescription {
  readonly taskId: number;
  readonly stageId: number;
  /** Partition of the stage's last RDD. */
  readonly partition: number;
  /** 0, and one more each time that it failed and is tried again. */
  readonly attempt: number;
  readonly plan: PlanStep;
  readonly sink: TaskSink;
  readonly observe: Observation;
  readonly buffers: readonly Uint8Array[];
}

export interface RddObservation {
  readonly rdd: number;
  /** Records that this task pulled through this RDD. */
  readonly records: number;
  /** Characters U+FFFD in them that stand for bytes that are no UTF-8. */
  readonly replaced: number;
  /** ms in this RDD's own operator; what it is computed from is not counted. */
  readonly time: number;
  /** Where a condition watches it and met a record, or failed. */
  readonly found?: ConditionFound;
}

/** A partition of a persisted RDD that a task stored; bytes where they were to be sent back. */
export interface StoredBlock {
  readonly rdd: number;
  readonly partition: number;
  readonly bytes: Uint8Array | null;
}

export interface TaskSuccess {
  readonly ok: true;
  readonly taskId: number;
  readonly outputs: readonly Uint8Array[];
  readonly blocks: readonly StoredBlock[];
  /** Updates of accumulators, serialised by the language; null where there are none. */
  readonly accumulators: Uint8Array | null;
  /** Records that reached the sink; for shuffleWrite, records written (after combining). */
  readonly records: number;
  readonly observed: readonly RddObservation[];
  /** JSON: `[[rdd, [[repr, type], …]], …]`; only the store reads it. */
  readonly samples: string;
  /** Milliseconds inside the runtime. */
  readonly duration: number;
}

export interface TaskError {
  /** Exception class, such as "ZeroDivisionError"; "ExecutorLost", "Interrupted" for ours. */
  readonly type: string;
  readonly message: string;
  /** The language's own traceback, cut to the user's frames. */
  readonly traceback: string;
  readonly functionId: FunctionId | null;
  readonly place: FunctionDefinition['place'] & { readonly line?: number };
  /** RDD whose operator failed. */
  readonly rdd: number | null;
  /** repr of the record that was being computed (cut), where one was. */
  readonly record: string | null;
}

export interface TaskFailure {
  readonly ok: false;
  readonly taskId: number;
  readonly error: TaskError;
  readonly observed: readonly RddObservation[];
  readonly samples: string;
  readonly duration: number;
}

export type TaskResult = TaskSuccess | TaskFailure;
