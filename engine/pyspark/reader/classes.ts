import type { SyntaxNode } from '@lezer/common';
import { constantOf } from '../python-literals';
import { bodyOf, childrenOf, elementsOf, type PythonTree, statementsOf } from '../python-tree';
import type { OwnClass, OwnObject, Scope, Value } from '../scope';

export interface Method {
  readonly value: Extract<Value, { is: 'function' }>;
  readonly isProperty: boolean;
}

/** A class and those it is made of, the nearest first, as far as they are the script's own. */
function* ancestry(own: OwnClass, tree: PythonTree): Generator<OwnClass> {
  const seen = new Set<number>();
  for (const rest: OwnClass[] = [own]; rest.length > 0; ) {
    const next = rest.shift()!;
    if (seen.has(next.definition.from)) continue;
    seen.add(next.definition.from);
    yield next;
    const bases = next.definition.getChild('ArgList');
    for (const base of bases ? elementsOf(bases) : []) {
      const value = next.scope.get(tree.of(base));
      if (value?.is === 'own class') rest.push(value);
    }
  }
}

function membersOf({ definition }: OwnClass): SyntaxNode[] {
  const body = bodyOf(definition);
  return body ? statementsOf(body) : [];
}

/** A method by its name, bound to what it is asked of. */
export function methodOf(owner: OwnClass | OwnObject, name: string, tree: PythonTree): Method | null {
  for (const own of ancestry(owner.is === 'object' ? owner.class : owner, tree)) {
    for (const statement of membersOf(own)) {
      const definition = statement.name === 'DecoratedStatement' ? statement.lastChild! : statement;
      const given = definition.name === 'FunctionDefinition' ? definition.getChild('VariableName') : null;
      if (!given || tree.of(given) !== name) continue;
      const decorators = statement === definition ? [] : statement.getChildren('Decorator').map((decorator) => tree.of(decorator).trim());
      const self: Value | undefined = decorators.includes('@staticmethod') ? undefined : decorators.includes('@classmethod') ? own : owner.is === 'object' ? owner : undefined;
      return { value: { is: 'function', definition, scope: own.scope, class: own, ...(self ? { self } : {}) }, isProperty: decorators.some((decorator) => /^@(property|(functools\.)?cached_property)$/.test(decorator)) };
    }
  }
  return null;
}

/** A constant of a class by its name: `PORT = 9999`. */
export function fieldOf(owner: OwnClass | OwnObject, name: string, tree: PythonTree): Value | null {
  for (const own of ancestry(owner.is === 'object' ? owner.class : owner, tree)) {
    for (const statement of membersOf(own)) {
      const [target, , value] = statement.name === 'AssignStatement' ? childrenOf(statement) : [];
      const constant = target && value && tree.of(target) === name ? constantOf(value, tree, (variable) => own.scope.constant(variable)) : undefined;
      if (constant !== undefined) return { is: 'constant', value: constant };
    }
  }
  return null;
}

/** What `super()` is within a method. */
export function parentOf(scope: Scope): Value | null {
  const [self, own] = [scope.get('super().self'), scope.get('super().class')];
  return self?.is === 'object' && own?.is === 'own class' ? { is: 'object', class: own, fields: self.fields } : null;
}

/** Makes `super()` known to a method that is read. */
export function enterMethod(inner: Scope, { self, class: own }: Method['value'], tree: PythonTree): void {
  const parent = own && [...ancestry(own, tree)][1];
  if (self && parent) {
    inner.set('super().self', self);
    inner.set('super().class', parent);
  }
}
