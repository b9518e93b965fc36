import { differences, isPlaceName, type Pipeline } from '#engine/model';
import { graphOfText } from './script-graph';

/** Lines that are named where no stream changed. */
const LINES = 3;

/** What the script has now that the checkpoint's streams have not, and the other way round, in sentences. */
export function changesSince(then: string, now: string): string[] {
  const [before, after] = [graphOfText(then, ''), graphOfText(now, '')];
  const streams = before && after ? differences(named(before), named(after)).filter(({ nodeId }) => nodeId !== null).map(({ text }) => text.replace(/: code: /, ': ').replace(/^(\w+) \1 was /, '$1 was ')) : [];
  return streams.length > 0 ? streams : changedLines(then, now);
}

/** Nodes by what they are called: lines move when others are added. */
function named(graph: Pipeline): Pipeline {
  const ids = new Map<string, string>();
  const used = new Map<string, number>();
  const nodes = graph.nodes.map((node) => {
    const name = isPlaceName(node) ? '' : node.name;
    const times = used.get(`${node.op} ${name}`) ?? 0;
    used.set(`${node.op} ${name}`, times + 1);
    const id = `${node.op} ${name} ${times}`;
    ids.set(node.id, id);
    return { ...node, id, name: name || node.op, params: { code: String(node.params.code ?? '').replaceAll(/\s+/g, ' ') } };
  });
  return { ...graph, nodes, edges: graph.edges.map((edge) => ({ ...edge, from: ids.get(edge.from)!, to: ids.get(edge.to)! })), code: [], settings: {} };
}

function changedLines(then: string, now: string): string[] {
  const lines = (text: string): string[] => text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
  const [old, fresh] = [new Set(lines(then)), new Set(lines(now))];
  const only = (from: Set<string>, other: Set<string>): string[] => [...from].filter((line) => !other.has(line)).slice(0, LINES);
  return [...only(old, fresh).map((line) => `Only in the checkpoint: ${line}`), ...only(fresh, old).map((line) => `Only in the script: ${line}`)];
}

/** A name for a new directory beside an old one. */
export function nextDirectory(directory: string): string {
  const numbered = /^(.*)-(\d+)$/.exec(directory);
  return numbered ? `${numbered[1]}-${Number(numbered[2]) + 1}` : `${directory}-2`;
}

/** The text with another checkpoint directory; null: the text does not say it. */
export function withNewDirectory(text: string, directory: string): string | null {
  const isIt = (path: string): boolean => path !== '' && (directory === path || directory.endsWith(`/${path.replace(/^\.\//, '').replace(/\/$/, '')}`));
  const changed = text.replaceAll(/(["'])([^"'\\\n]*)\1/g, (literal, quote: string, path: string) => (isIt(path) ? `${quote}${nextDirectory(path.replace(/\/$/, ''))}${quote}` : literal));
  return changed === text ? null : changed;
}
