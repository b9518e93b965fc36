import type { PrintSink } from './language-runtime';
import type { FromExecutor, PrintPlace } from './protocol';

/** UTF-16 units, and ms, after which printed text is sent on. */
const FULL = 16_384;
const PATIENCE = 50;

/** Sends printed text on at once, but not line by line: a lambda that prints each of a million records is a few messages. */
export class PrintBuffer {
  #stream: 'stdout' | 'stderr' = 'stdout';
  #place: PrintPlace = { functionId: null, line: null };
  #text = '';
  #sent = -Infinity;

  constructor(private readonly post: (message: FromExecutor) => void) {}

  readonly print: PrintSink = (stream, text, place) => {
    if (stream !== this.#stream || place.functionId !== this.#place.functionId || place.line !== this.#place.line) this.flush();
    this.#stream = stream;
    this.#place = place;
    this.#text += text;
    if (this.#text.length > FULL || performance.now() - this.#sent > PATIENCE) this.flush();
  };

  /** To be called when a task ends. */
  flush(): void {
    if (this.#text === '') return;
    this.post({ type: 'print', stream: this.#stream, text: this.#text, place: this.#place });
    this.#text = '';
    this.#sent = performance.now();
  }
}
