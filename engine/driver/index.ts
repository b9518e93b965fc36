export type { DriverHandle, DriverHost } from './driver-host';
export type { DriverStart, FromDriver, ScriptEnd, ToDriver } from './driver-protocol';
export { GrantedFolders } from './granted-folders';
export type { SandboxDriverStart } from './sandbox-driver';
export { type ScriptOptions, type ScriptRun, startScript } from './script-run';
export { scriptPipeline } from './script-pipeline';
export { checkWheels, findWheels, type Wheels } from './wheels';
export { bunzip2 } from './bunzip2';
