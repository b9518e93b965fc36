export { type ComparedPair, compareBatch, type CompareAnswer, type CompareBatchQuestion, type CompareOther, type CompareQuestion, compareRuns, type CompareRunsQuestion } from './compare-runs';
