export { type BatchDifference, compareReplays, isFaithful, type NodeDifference } from './compare';
export { type LookBack, lookBackOf } from './look-back';
export { type NodeOutput, replay, type Replay, type ReplayedBatch } from './replay';
export { answered, inputBefore, keptRun, type Refusal, refused, replayRecorded, type ReplayAnswer, type ReplayQuestion } from './replay-recorded';
export { type Again, inputRdd, type ReplayInput, runAgain, withoutSinks } from './run-again';
export { type TrialAnswer, type TrialFailure, type TrialOutput, type TrialQuestion, type TrialRecord, tryNode } from './try-node';
