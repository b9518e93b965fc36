import type { BuildContext, OperatorDeclaration } from './declaration';
import type { Stream } from './graph-builder';

export function defineOperator(declaration: OperatorDeclaration): OperatorDeclaration {
  return declaration;
}

/** The stream at an input port that takes one wire. @throws Error if nothing is connected: validation comes first */
export function parentOf({ inputs }: BuildContext, port = 'parent'): Stream {
  const stream = inputs.get(port)?.[0];
  if (!stream) throw new Error(`Nothing is connected to the input "${port}".`);
  return stream;
}
