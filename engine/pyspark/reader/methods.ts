import type { SyntaxNode } from '@lezer/common';
import { operators } from '#engine/operators';
import { CONTEXT_METHODS, operatorOf, STREAM_SETTINGS } from '../operator-calls';
import { constantOf } from '../python-literals';
import { type Call, callOf, unwrapped } from '../python-tree';
import { noteSettings } from '../read-contexts';
import type { NodeSite } from '../reading';
import type { Scope, Value } from '../scope';
import type { Notes } from './notes';
import type { Reader } from './reader';
import { UNKNOWN } from './values';

const RDD: Value = { is: 'rdd' };
/** What makes an RDD; all else that a SparkContext gives is a value like any other. */
const OF_SC_RDD = new Set(['parallelize', 'textFile', 'wholeTextFiles', 'range', 'emptyRDD', 'union', 'pickleFile', 'binaryFiles', 'binaryRecords']);
/** What an RDD's actions give is no RDD. */
const ACTIONS = /^(collect|count|first|take|top|reduce|fold|aggregate|sum|max|min|mean|stdev|variance|is|get|lookup|foreach|save|toDF|stats|histogram)/;

/** Calls of Spark's own classes and of their methods. */
export class Methods {
  constructor(private readonly notes: Notes, private readonly reader: Reader) {}

  /** `SparkContext(…)` and the like. */
  make(name: string, call: Call, scope: Scope): Value | null {
    this.#note(name, call, scope);
    if (name === 'SparkConf') return { is: 'conf' };
    if (name === 'SparkContext') return { is: 'sc' };
    return name === 'StreamingContext' ? { is: 'ssc' } : null;
  }

  #note(name: string, call: Call, scope: Scope): void {
    for (const { value } of call.args) this.reader.expressions.evaluate(value, scope);
    noteSettings(this.notes.settings, name, call, (node) => constantOf(node, this.notes.tree, (variable) => scope.constant(variable)));
  }

  /** A method of what `base` is. */
  method(base: Value | null, object: SyntaxNode, method: string, call: Call, scope: Scope): Value | null {
    switch (base?.is) {
      case 'class':
        return this.#classMethod(base.name, method, call, scope);
      case 'conf':
      case 'builder':
        this.#note(method, call, scope);
        return method === 'getOrCreate' ? { is: 'session' } : base;
      case 'sc':
        return ['setLogLevel', 'stop', 'setCheckpointDir', 'addPyFile'].includes(method) ? { is: 'conf' } : OF_SC_RDD.has(method) ? RDD : UNKNOWN;
      case 'rdd':
        return ACTIONS.test(method) ? UNKNOWN : RDD;
      case 'ssc':
        return this.#contextMethod(method, call, scope);
      case 'constant': {
        // None.map(f): a node to which nothing is connected yet.
        const declaration = base.value === null ? operatorOf('dstream', method) : undefined;
        return declaration ? this.reader.nodes.node(declaration, call, { object, site: null }, scope) : null;
      }
      case 'stream':
        return this.#streamMethod(base.site, object, method, call, scope);
      default:
        return method === 'append' ? this.#appended(object, call, scope) : null;
    }
  }

  /** streams.append(stream) */
  #appended(object: SyntaxNode, { args }: Call, scope: Scope): Value | null {
    const value = args[0] && this.reader.expressions.evaluate(args[0].value, scope);
    if (value?.is !== 'stream') return null;
    const before = scope.get(this.notes.tree.of(object));
    scope.set(this.notes.tree.of(object), { is: 'list', items: [...(before?.is === 'list' ? before.items : []), value] });
    return UNKNOWN;
  }

  #classMethod(name: string, method: string, call: Call, scope: Scope): Value | null {
    if (name === 'SparkContext' && method === 'getOrCreate') return this.make('SparkContext', call, scope);
    if (name !== 'StreamingContext' || !['getOrCreate', 'getActiveOrCreate'].includes(method)) return null;
    this.notes.settings.recovers = { from: call.callee.from, to: call.callee.to };
    const factory = call.args.find(({ keyword }) => keyword === 'setupFunc') ?? call.args[1];
    const make = factory && this.reader.expressions.evaluate(factory.value, scope);
    if (make?.is === 'function') this.reader.functions.inline(make, null, scope);
    return { is: 'ssc' };
  }

  #contextMethod(method: string, call: Call, scope: Scope): Value | null {
    if (CONTEXT_METHODS.has(method)) {
      this.notes.live(method, call.node);
      return { is: 'conf' };
    }
    // union(*streams) has inputs that are not in the text.
    const declaration = call.args.some(({ star }) => star) ? undefined : operatorOf('ssc', method);
    if (!declaration) this.notes.unknown('ssc', method, call, null);
    return declaration ? this.reader.nodes.node(declaration, call, null, scope) : null;
  }

  #streamMethod(parent: NodeSite, object: SyntaxNode, method: string, call: Call, scope: Scope): Value | null {
    if (STREAM_SETTINGS.has(method)) {
      // stream.checkpoint(10) gives the stream itself.
      if (unwrapped(object).to === parent.call.to) parent.call = { from: parent.call.from, to: call.node.to };
      return { is: 'stream', site: parent };
    }
    const table = method === 'foreachRDD' ? this.#savedTable(call) : null;
    if (table) return this.reader.nodes.node(operators.get('saveToSQLite')!, table, { object, site: parent }, scope);
    const declaration = operatorOf('dstream', method);
    if (!declaration) this.notes.unknown('dstream', method, call, parent);
    return declaration ? this.reader.nodes.node(declaration, call, { object, site: parent }, scope) : null;
  }

  /** The call that our own scripts save with, as one with the arguments of saveToSQLite; null if it is another. */
  #savedTable(call: Call): Call | null {
    const [only] = call.args;
    const lambda = call.args.length === 1 && only ? unwrapped(only.value) : null;
    const inner = lambda?.name === 'LambdaExpression' && lambda.lastChild ? callOf(lambda.lastChild, this.notes.tree) : null;
    if (!inner || this.notes.tree.of(inner.callee) !== 'save_to_sqlite' || inner.args.length !== 4) return null;
    return { ...call, args: inner.args.slice(2) };
  }
}
