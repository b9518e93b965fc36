export { type BatchDifference, compareReplays, isFaithful, type NodeDifference } from './compare';
export { type LookBack, lookBackOf } from './look-back';
export { type NodeOutput, replay, type Replay, type ReplayedBatch, type ReplayInput } from './replay';
export { replayRecorded, type ReplayAnswer, type ReplayQuestion } from './replay-recorded';
