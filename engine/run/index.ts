export { checkFunctions } from './check-functions';
export type { RunEnvironment } from './environment';
export { type BatchInput, type InputOf, ManualFeed } from './manual-feed';
export { contextsOf, type PipelineRun, startPipelineRun, type StartedRun } from './pipeline-run';
export { warnOfStarvation } from './starvation';
export { mistakesIn } from './mistakes';
export { openSinks } from './open-sinks';
