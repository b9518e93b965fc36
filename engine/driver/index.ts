export { startScript, type ScriptOptions, type ScriptRun } from './script-run';
