export { type InputLine, InputLines } from './input-lines';
export { type LineEffect, type LineQuestion, type LineTrace, traceLine } from './trace-line';
export { type RecordQuestion, type RecordTrace, type TracedLine, traceRecord } from './trace-record';
export { type MarbleBatch, type MarbleResult, type Marbles, moveMarbles, type MarblesQuestion } from './marbles';
