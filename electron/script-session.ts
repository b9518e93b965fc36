import { dirname } from 'node:path';
import { findWheels, GrantedFolders, type PipelineScript, type ScriptEnd, scriptPipeline, type ScriptRun, startScript } from '#engine/driver';
import type { Pipeline } from '#engine/model';
import type { RunView } from '#engine/recorder';
import type { RunEnvironment } from '#engine/run';
import type { StreamingEvent } from '#engine/streaming';
import type { ConsoleEntry, OpenScript } from './api';
import { sandboxDriverHost } from './sandbox-driver-host';
import type { SandboxWindow } from './sandbox-window';

/** ms that a script has to end in, once its streams have. */
const PATIENCE = 3000;

export interface ScriptToRun extends Pick<OpenScript, 'text' | 'folders'> {
  readonly path: string;
  readonly name: string;
  readonly arguments: readonly string[];
  /** Packages that it may import: paths. */
  readonly wheels: readonly string[];
  /** The pipeline that it stands for; left out: it is a script of its own. */
  readonly pipeline?: { readonly graph: Pipeline; readonly script: PipelineScript };
}

/** What a session tells of its script. */
export interface ScriptSessionEvents {
  print(kind: ConsoleEntry['kind'], text: string): void;
  streaming(event: StreamingEvent): void;
  /** It started its streams, the first time. */
  started(graph: Pipeline): void;
  /** It ended, by itself or not. */
  ended(): void;
}

/** One run of a script in the sandbox, from its start to its end. */
export class ScriptSession {
  #run: ScriptRun | null = null;
  #ended: Promise<void> = Promise.resolve();
  #stopping = false;
  #giveLine: ((line: string | null) => void) | null = null;
  #graph: Pipeline | null = null;
  #hasStarted = false;
  /** Lines that it got, each with its end. */
  readonly #lines: string[] = [];

  constructor(
    private readonly script: ScriptToRun,
    private readonly view: RunView,
    private readonly events: ScriptSessionEvents,
  ) {
    if (script.pipeline) this.#graph = script.pipeline.graph;
    else view.setScript({});
  }

  async start(sandbox: SandboxWindow, environment: RunEnvironment): Promise<void> {
    const { path, text, name, arguments: args, folders, pipeline } = this.script;
    const wheels = findWheels(this.script.wheels, { copied: true });
    const run = await startScript(
      {
        script: path,
        text,
        args,
        pyFiles: [],
        wheels,
        master: 'local[*]',
        appName: name,
        print: (stream, printed) => this.events.print(stream === 'stdout' ? 'output' : 'stderr', printed),
        host: sandboxDriverHost(sandbox, folders),
        granted: new GrantedFolders(folders),
        directory: dirname(path),
        readLine: () => this.#readLine(),
        ...(pipeline ? { pipeline: pipeline.script } : {}),
      },
      { ...environment, listener: (event) => this.#heard(event) },
    ).catch((error: unknown) => {
      wheels.remove();
      throw error;
    });
    this.#run = run;
    this.#ended = run.ended.then(
      (end) => this.#tellEnd(end),
      (error: Error) => this.events.print('error', `${error.message}\n`),
    );
    void this.#ended.then(() => {
      wheels.remove();
      this.events.ended();
    });
  }

  /** Stops the streams gracefully; a script that then does not end by itself is ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // Who waits for a line would wait on; an end of the input would only be one more error to read.
    if (this.#giveLine) this.endNow();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = Promise.race([this.#run?.stopStreams(), this.#ended]);
    const late = stopped.then(() => new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), PATIENCE))));
    if ((await Promise.race([this.#ended, late])) === 'late') this.events.print('info', `The script did not end within ${PATIENCE / 1000} s after its streams, and was ended.\n`);
    clearTimeout(timer);
    await this.#run?.close();
  }

  /** Ends it at once, whatever it is doing. */
  endNow(): void {
    void this.#run?.close();
  }

  /** A line for the script that waits for one, without its end; null: there are no more. */
  input(line: string | null): void {
    if (!this.#giveLine) return;
    if (line !== null) this.events.print('output', `${line}\n`);
    this.#giveLine(line === null ? null : `${line}\n`);
  }

  #readLine(): Promise<string | null> {
    if (this.#stopping) return Promise.resolve(null);
    if (this.script.pipeline) return Promise.resolve(null);
    this.view.setScript({ waitsForInput: true });
    return new Promise((resolve) => {
      this.#giveLine = (line) => {
        this.#giveLine = null;
        this.view.setScript({ waitsForInput: false });
        if (line !== null) this.#lines.push(line);
        resolve(line);
      };
    });
  }

  #heard(event: StreamingEvent): void {
    if (event.type === 'streamGraph' && !this.script.pipeline) {
      const { name, text, path } = this.script;
      this.#graph = scriptPipeline(event.nodes, { name, master: event.master, batchInterval: event.batchInterval, text, path, arguments: this.script.arguments, input: [...this.#lines], notFirst: event.notFirst });
      this.view.setScript({ graph: this.#graph });
    } else if (event.type === 'streamingStarted' && this.#graph && !this.#hasStarted) {
      this.#hasStarted = true;
      this.events.started(this.#graph);
    }
    // The streams' end is not the script's.
    if (event.type === 'streamingStopped') this.view.listener(event);
    else this.events.streaming(event);
  }

  #tellEnd({ status, exception }: ScriptEnd): void {
    if (exception) {
      if (!this.script.pipeline) this.view.setScript({ exception });
      this.events.print('error', `The ${this.script.pipeline ? 'pipeline’s script' : 'script'} ended with an exception${exception.line === null ? '' : ` in line ${exception.line}`}.\n`);
    } else if (!this.#stopping) {
      this.events.print(status === 0 ? 'info' : 'error', status === 0 ? 'The script ended.\n' : `The script ended with exit status ${status}.\n`);
    }
  }
}
