import type { Pipeline, PipelineNode } from '#engine/model';
import { paramStep, settingStep } from './argument-steps';
import type { Step } from './edit-steps';
import { inputsStep } from './input-steps';
import { renameStep } from './name-steps';
import { addStep, removeStep } from './node-steps';
import type { ScriptReading } from './reading';
import type { Range, TextEdit } from './text-edits';

/** Text that an edit takes elsewhere: nodes in it keep their identity. */
export interface Move extends Range {
  /** Where it begins in the new text. */
  readonly at: number;
}

export interface TextChange {
  readonly edits: readonly TextEdit[];
  readonly moves?: readonly Move[];
  /** Where the calls of nodes end in the new text that the edits do not tell. */
  readonly ends?: readonly { readonly node: PipelineNode; readonly end: number }[];
}

/** `done` false: the text has to be read again, and the step goes on from there. */
export interface StepResult {
  readonly change: TextChange;
  readonly done: boolean;
}

/** The next edit of the text for a step; null if there is nothing to do. @throws CommandRefused */
export function applyStep(reading: ScriptReading, step: Step, after: Pipeline): StepResult | null {
  switch (step.kind) {
    case 'setting':
      return settingStep(reading, step);
    case 'param':
      return paramStep(reading, step);
    case 'rename':
      return renameStep(reading, step.id, step.name);
    case 'add':
      return addStep(reading, step.node, after);
    case 'inputs':
      return inputsStep(reading, step.id, step.port, after);
    case 'remove':
      return removeStep(reading, step.id, after);
  }
}
