export { isScript, scriptText } from './pieces';
export { printScript, type PrintedScript } from './print-script';
export { readScript, type ReadOptions } from './read-script';
export type * from './reading';
export { applyToScript, openPipeline, pipelineOfScript, preludeOf, readingOf, runsAsPipeline, scriptOf } from './script-pipeline';
export { decodeScript, encodeScript } from './encoding';
export { placedInColumns } from './placed-in-columns';
export { editScript, type ScriptEdit } from './edit-script';
export { editBetween, edited, LineMap, type Range, type TextEdit } from './text-edits';
