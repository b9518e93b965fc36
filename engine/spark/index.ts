export { compareOutput, type Comparison, normalised } from './compare-output';
export { type PrintedBatch, printedBatches, readPrintedBatches } from './printed-batches';
export { compareFolders } from './compare-folders';
export { findSpark, type Spark, submitArguments } from './find-spark';
export { serveTimed, type TimedInput } from './timed-input';
export { type Program, runProgram, type ProgramResult } from './run-program';
