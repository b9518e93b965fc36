import type { ParamValue, Pipeline, PipelineNode } from '../model/pipeline';
import type { ParamDeclaration, Params } from './declaration';
import { operators } from './registry';

/** A parameter's value with its default filled in; undefined where the user has to give one. */
export function valueOf(node: PipelineNode, name: string, declaration: ParamDeclaration, language: Pipeline['language']): ParamValue | undefined {
  const given = Object.hasOwn(node.params, name) ? node.params[name] : undefined;
  if (given !== undefined && given !== null) return given;
  if (declaration.type === 'function') return declaration.optional ? null : declaration.default[language];
  return declaration.default ?? (declaration.optional ? null : undefined);
}

/**
 * Reads a node's parameters.
 * @throws TypeError for a value of the wrong type: validation comes first
 */
export function paramsOf(node: PipelineNode, language: Pipeline['language']): Params {
  const declared = new Map(Object.entries(operators.get(node.op)?.params ?? {}));
  /** undefined: not declared, or the user has to give one. */
  const given = (name: string): ParamValue | undefined => {
    const declaration = declared.get(name);
    return declaration && valueOf(node, name, declaration, language);
  };
  const read = <T>(name: string, type: 'string' | 'number' | 'boolean'): T => {
    const value = given(name);
    if (typeof value !== type) throw new TypeError(`${node.name}: the parameter ${name} has to be a ${type}.`);
    return value as T;
  };
  return {
    text: (name) => read(name, 'string'),
    integer: (name) => read(name, 'number'),
    optionalInteger: (name) => (given(name) === null ? null : read(name, 'number')),
    durationMs: (name) => read(name, 'number'),
    boolean: (name) => read(name, 'boolean'),
    optionalText: (name) => (given(name) === null || given(name) === '' ? null : read(name, 'string')),
    optionalFn: (name) => {
      const text = given(name);
      return typeof text === 'string' && text.trim() !== '' ? { text, place: { nodeId: node.id, param: name } } : null;
    },
    fn: (name) => ({ text: read(name, 'string'), place: { nodeId: node.id, param: name } }),
  };
}
