export type { DriverHandle, DriverHost } from './driver-host';
export type { DriverStart, FromDriver, ScriptEnd, ToDriver } from './driver-protocol';
export { GrantedFolders } from './granted-folders';
export type { HeldStreams } from './held-streams';
export type { SandboxDriverStart } from './sandbox-driver';
export { type ScriptOptions, type ScriptRun, startScript } from './script-run';
export { ScratchFiles } from './scratch-files';
export { recordedScript, type RecordedScript, scriptPipeline } from './script-pipeline';
export { checkWheels, findWheels, type Wheels } from './wheels';
