export { RunRecorder } from './run-recorder';
export { type RunSnapshot, type RunState, RunView } from './run-view';
