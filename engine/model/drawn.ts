import type { Group, Note, Pipeline, Widget, WidgetKind } from './pipeline';

/** Changes of what is drawn only: frames and notes. Neither the program nor its script changes with them. */
export type DrawnCommand =
  | { readonly kind: 'setGroup'; readonly group: Group }
  | { readonly kind: 'removeGroups'; readonly ids: readonly string[] }
  | { readonly kind: 'setNote'; readonly note: Note }
  | { readonly kind: 'removeNotes'; readonly ids: readonly string[] }
  | { readonly kind: 'setWidget'; readonly widget: Widget }
  | { readonly kind: 'removeWidgets'; readonly ids: readonly string[] };

const DRAWN: ReadonlySet<string> = new Set<DrawnCommand['kind'] | 'moveNodes'>(['setGroup', 'removeGroups', 'setNote', 'removeNotes', 'setWidget', 'removeWidgets', 'moveNodes']);

/** Whether a command leaves the program as it is. */
export function isDrawn({ kind }: { readonly kind: string }): boolean {
  return DRAWN.has(kind);
}

/** A pipeline's frames. What a file has in their place and is none stays in the file, and is not drawn. */
export function groupsOf({ groups }: Pipeline): readonly Group[] {
  return Array.isArray(groups) ? groups.filter(isGroup) : [];
}

export function notesOf({ notes }: Pipeline): readonly Note[] {
  return Array.isArray(notes) ? notes.filter(isNote) : [];
}

export const WIDGET_KINDS: readonly WidgetKind[] = ['number', 'line', 'bar', 'table', 'wordCloud'];

export function widgetsOf({ widgets }: Pipeline): readonly Widget[] {
  return Array.isArray(widgets) ? widgets.filter(isWidget) : [];
}

function isWidget(value: unknown): value is Widget {
  const { id, kind, from, title, x, y, width, height } = (value ?? {}) as Partial<Record<keyof Widget, unknown>>;
  const texts = [id, from, title].every((text) => typeof text === 'string');
  return texts && WIDGET_KINDS.includes(kind as WidgetKind) && [x, y, width, height].every((number) => typeof number === 'number' && Number.isFinite(number));
}

function isGroup(value: unknown): value is Group {
  const { id, name, nodes } = (value ?? {}) as Partial<Record<keyof Group, unknown>>;
  return typeof id === 'string' && typeof name === 'string' && Array.isArray(nodes) && nodes.every((node) => typeof node === 'string');
}

function isNote(value: unknown): value is Note {
  const { id, text, x, y, width, height } = (value ?? {}) as Partial<Record<keyof Note, unknown>>;
  return typeof id === 'string' && typeof text === 'string' && [x, y, width, height].every((number) => typeof number === 'number' && Number.isFinite(number));
}

export function applyDrawn(pipeline: Pipeline, command: DrawnCommand): Pipeline {
  switch (command.kind) {
    case 'setGroup': {
      // A node stands in one frame.
      const others = without(groupsOf(pipeline), new Set(command.group.nodes), command.group.id);
      return { ...pipeline, groups: replaced(others, command.group) };
    }
    case 'removeGroups':
      return { ...pipeline, groups: groupsOf(pipeline).filter(({ id }) => !command.ids.includes(id)) };
    case 'setNote':
      return { ...pipeline, notes: replaced(notesOf(pipeline), command.note) };
    case 'removeNotes':
      return { ...pipeline, notes: notesOf(pipeline).filter(({ id }) => !command.ids.includes(id)) };
    case 'setWidget':
      return { ...pipeline, widgets: replaced(widgetsOf(pipeline), command.widget) };
    case 'removeWidgets':
      return { ...pipeline, widgets: widgetsOf(pipeline).filter(({ id }) => !command.ids.includes(id)) };
  }
}

function replaced<Item extends { readonly id: string }>(items: readonly Item[], item: Item): Item[] {
  return items.some(({ id }) => id === item.id) ? items.map((other) => (other.id === item.id ? item : other)) : [...items, item];
}

/** Frames without some nodes; those that are left empty go. */
function without(groups: readonly Group[], gone: ReadonlySet<string>, except: string | null = null): Group[] {
  return groups.map((group) => (group.id === except ? group : { ...group, nodes: group.nodes.filter((id) => !gone.has(id)) })).filter(({ nodes }) => nodes.length > 0);
}

/** The part of a pipeline that changes with its nodes. */
export function drawnWithout(pipeline: Pipeline, gone: ReadonlySet<string>): Pick<Pipeline, 'groups' | 'widgets'> {
  const [groups, widgets] = [groupsOf(pipeline), widgetsOf(pipeline)];
  return {
    ...(groups.some(({ nodes }) => nodes.some((id) => gone.has(id))) ? { groups: without(groups, gone) } : {}),
    ...(widgets.some(({ from }) => gone.has(from)) ? { widgets: widgets.filter(({ from }) => !gone.has(from)) } : {}),
  };
}
