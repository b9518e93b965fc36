import type { Pipeline } from '#engine/model';
import { arranged } from './place-nodes';

/** Thousands of nodes take seconds to place: the window goes on meanwhile. */
self.onmessage = ({ data }: MessageEvent<Pick<Pipeline, 'nodes' | 'edges'>>): void => self.postMessage(arranged(data));
