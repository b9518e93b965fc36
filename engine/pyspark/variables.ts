import { isName, type Pipeline, type PipelineNode } from '#engine/model';
import { operators } from '#engine/operators';
import { PythonTree } from './python-tree';
import { definedNames, KEYWORDS } from './text-style';

/**
 * What the stream of each node is called in a printed script: as the node, unless that is no name in Python ("step 1", as
 * a file may have it), Python has another use for it, or a function of the pipeline has, such as `sum`: the stream would
 * stand in its way.
 */
export function variablesOf({ nodes, code }: Pipeline): Map<string, string> {
  const wanted = new Map(nodes.map((node) => [node.id, isName(node.name) ? node.name : madeName(node)]));
  const names = new Set(wanted.values());
  const used = usedByFunctions(nodes, names, code.map(({ text }) => text).join('\n'));
  const variables = new Map<string, string>();
  const taken = new Set<string>();
  for (const [id, name] of wanted) {
    let variable = name;
    while (KEYWORDS.has(variable) || used.has(variable) || taken.has(variable) || (variable !== name && names.has(variable))) variable += '_';
    variables.set(id, variable);
    taken.add(variable);
  }
  return variables;
}

/** A name of Python's that is near to the node's; its operator's where nothing of that is left. */
function madeName({ name, op }: PipelineNode): string {
  const letters = name.normalize('NFKC').replaceAll(/[^\p{ID_Continue}]+/gu, '_').replaceAll(/^_+|_+$/g, '');
  return letters === '' ? op : isName(letters) ? letters : `_${letters}`;
}

/** Names of streams that functions take from outside of them. */
function usedByFunctions(nodes: readonly PipelineNode[], names: ReadonlySet<string>, code: string): Set<string> {
  const texts = nodes.flatMap(({ op, params }) => Object.entries(params).flatMap(([name, value]) => (typeof value === 'string' && operators.get(op)?.params[name]?.type === 'function' ? [value] : [])));
  const used = new Set<string>();
  for (const text of [...texts, code]) {
    for (const name of definedNames(text)) if (names.has(name)) used.add(name);
    // A lambda's own names are not looked for in each of a thousand lambdas.
    if (!text.match(/[A-Za-z_]\w*/g)?.some((word) => names.has(word))) continue;
    const tree = new PythonTree(text);
    for (const variable of tree.freeNames(tree.top)) if (names.has(tree.of(variable))) used.add(tree.of(variable));
  }
  return used;
}
