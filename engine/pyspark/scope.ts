import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '#engine/model';
import type { NodeSite } from './reading';

/** What a variable of the script holds, as far as it can be told without running it. */
export type Value =
  | { readonly is: 'sc' | 'ssc' | 'conf' | 'builder' | 'session' | 'rdd' }
  | { readonly is: 'stream'; readonly site: NodeSite }
  | { readonly is: 'list'; readonly items: readonly Value[] }
  | { readonly is: 'constant'; readonly value: ParamValue }
  /** From the command line. */
  | { readonly is: 'argument' }
  | { readonly is: 'class'; readonly name: string }
  | { readonly is: 'function'; readonly definition: SyntaxNode; readonly scope: Scope }
  | { readonly is: 'unknown' };

/** Variables of the script or of a function that is read where it is called. */
export class Scope {
  readonly #values = new Map<string, Value>();

  constructor(private readonly outer: Scope | null = null) {}

  get(name: string): Value | undefined {
    return this.#values.get(name) ?? this.outer?.get(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  constant(name: string): ParamValue | undefined {
    const value = this.get(name);
    return value?.is === 'constant' ? value.value : undefined;
  }
}

/** The streams that a value is or holds. */
export function streamsOf(value: Value | undefined): NodeSite[] {
  if (value?.is === 'stream') return [value.site];
  return value?.is === 'list' ? value.items.flatMap(streamsOf) : [];
}
