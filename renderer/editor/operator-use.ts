/** What follows what, most often first, before anybody has built anything here. */
const USUAL: ReadonlyMap<string, readonly string[]> = new Map([
  ['socketTextStream', ['flatMap', 'map', 'filter', 'window', 'count']],
  ['textFileStream', ['flatMap', 'map', 'filter']],
  ['flatMap', ['map', 'filter', 'countByValue']],
  ['map', ['reduceByKey', 'filter', 'map', 'reduceByKeyAndWindow', 'updateStateByKey', 'groupByKey']],
  ['filter', ['map', 'count', 'pprint']],
  ['reduceByKey', ['pprint', 'saveToSQLite', 'map', 'filter', 'join']],
  ['groupByKey', ['mapValues', 'map']],
  ['updateStateByKey', ['pprint', 'saveToSQLite']],
]);
const OFTEN = ['map', 'pprint', 'filter', 'flatMap', 'reduceByKey', 'saveToSQLite', 'mapValues', 'reduceByKeyAndWindow', 'window', 'updateStateByKey', 'count', 'countByValue', 'union', 'join'];
const KEY = 'operator-use';

/** How often each operator was added here, and after which; kept from one start to the next. */
class OperatorUse {
  readonly #counts: Map<string, number>;

  constructor() {
    this.#counts = new Map(stored());
  }

  add(kind: string, after: string | null): void {
    for (const key of [kind, ...(after === null ? [] : [`${after} ${kind}`])]) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    localStorage.setItem(KEY, JSON.stringify([...this.#counts]));
  }

  /** Sorts kinds: those that followed here most often first, then what usually does. */
  ranked(kinds: readonly string[], after: string | null): string[] {
    const usual = USUAL.get(after ?? '') ?? [];
    const place = (list: readonly string[], kind: string): number => (list.includes(kind) ? list.length - list.indexOf(kind) : 0);
    const worth = (kind: string): number => 100 * (this.#counts.get(`${after ?? ''} ${kind}`) ?? 0) + 20 * place(usual, kind) + 5 * (this.#counts.get(kind) ?? 0) + place(OFTEN, kind);
    return [...kinds].sort((a, b) => worth(b) - worth(a));
  }
}

function stored(): [string, number][] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.filter((item): item is [string, number] => Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number') : [];
  } catch {
    // What is no JSON is no use to anybody: counting begins anew.
    return [];
  }
}

export const operatorUse = new OperatorUse();
