import type { SyntaxNode } from '@lezer/common';
import type { ParamValue } from '#engine/model';
import type { NodeSite } from './reading';
import type { Range } from './text-edits';

/** What a variable of the script holds, as far as it can be told without running it. */
export type Value =
  | { readonly is: 'sc' | 'ssc' | 'conf' | 'builder' | 'session' | 'rdd' }
  | { readonly is: 'stream'; readonly site: NodeSite }
  | { readonly is: 'list'; readonly items: readonly Value[] }
  | { readonly is: 'dict'; readonly entries: ReadonlyMap<ParamValue, Value> }
  | { readonly is: 'constant'; readonly value: ParamValue }
  /** From the command line. */
  | { readonly is: 'argument' }
  | { readonly is: 'class'; readonly name: string }
  /** `self` is what a method is of. */
  | { readonly is: 'function'; readonly definition: SyntaxNode; readonly scope: Scope; readonly self?: Value; readonly class?: OwnClass }
  | OwnClass
  | OwnObject
  | { readonly is: 'unknown' };

/** A class of the script. */
export interface OwnClass {
  readonly is: 'own class';
  readonly definition: SyntaxNode;
  readonly scope: Scope;
}

export interface OwnObject {
  readonly is: 'object';
  readonly class: OwnClass;
  readonly fields: Map<string, Value>;
}

/** Variables of the script or of a function that is read where it is called. */
export class Scope {
  readonly #values = new Map<string, Value>();
  /** Names that are another scope's here. */
  readonly #foreign = new Map<string, Scope>();
  /** Where names are declared without a value: `global x`, `x: int`. */
  readonly #declared = new Map<string, Range[]>();

  constructor(private readonly outer: Scope | null = null) {}

  /** Names that differ in their Unicode form only are one name in Python. */
  get(written: string): Value | undefined {
    const name = written.normalize('NFKC');
    return this.#foreign.get(name)?.get(name) ?? this.#values.get(name) ?? this.outer?.get(name);
  }

  set(written: string, value: Value): void {
    const name = written.normalize('NFKC');
    (this.#foreign.get(name) ?? this).#values.set(name, value);
  }

  /** Whether the name is this scope's, not one of those around it. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** `global name` or `nonlocal name`: what is set from here on is another scope's. */
  share(name: string, isGlobal: boolean): void {
    let owner = this.outer;
    while (owner?.outer && (isGlobal || !owner.has(name))) owner = owner.outer;
    if (owner) this.#foreign.set(name, owner);
  }

  declare(name: string, at: Range): void {
    this.#declared.set(name, [...this.declarations(name), at]);
  }

  declarations(name: string): readonly Range[] {
    return this.#declared.get(name) ?? [];
  }

  constant(name: string): ParamValue | undefined {
    const value = this.get(name);
    return value?.is === 'constant' ? value.value : undefined;
  }
}

/** The streams that a value is or holds. */
export function streamsOf(value: Value | undefined): NodeSite[] {
  if (value?.is === 'stream') return [value.site];
  if (value?.is === 'list') return value.items.flatMap(streamsOf);
  if (value?.is === 'dict') return [...value.entries.values()].flatMap(streamsOf);
  // An object may hold itself.
  return value?.is === 'object' ? [...value.fields.values()].flatMap((field) => (field.is === 'object' ? [] : streamsOf(field))) : [];
}
