export { explainBatch } from './explain-batch';
export { RunRecorder } from './run-recorder';
export { type RunSnapshot, type RunState, RunView, type ScriptView } from './run-view';
