import { graphOfText } from './script-graph';

export interface GraphQuestion {
  readonly id: number;
  readonly text: string;
  readonly name: string;
}

/** Reading a long script takes seconds: it is done here, so that the window goes on. */
self.onmessage = ({ data: { id, text, name } }: MessageEvent<GraphQuestion>) => self.postMessage({ id, graph: graphOfText(text, name) });
