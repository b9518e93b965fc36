export type DialogName = 'commands' | 'nodeCommands' | 'add' | 'connect' | 'disconnect' | 'moveWires' | 'find' | 'keys' | 'about' | 'steps' | 'versions' | 'examples';

/** The dialog that is open, and what of the graph had the focus: it gets it back. */
class Dialogs {
  open: DialogName | null = $state(null);
  /** The port from which to connect, where one was chosen; null: the node's output. */
  port: string | null = $state(null);

  show(name: DialogName, port: string | null = null): void {
    this.port = port;
    this.open = name;
  }

  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
