export { type Clock, ManualClock, SystemClock } from './clock';
export { DStream } from './dstream';
export type * from './listener';
export { pythonDateTime } from './output/pprint';
export type { OutputAction, OutputContext } from './output/output-operation';
export { StreamingContext, type StreamingContextOptions } from './streaming-context';
export { partFile, saveAsTextFile } from './output/save-as-text-files';
