import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#engine/hosts';

/** A script in the style of a course's labs, and how it is run. */
export interface Lab {
  readonly name: string;
  /** {out}: a folder of the run's own; {port}: that of its socket; {labs}: where the scripts are. */
  readonly args: readonly string[];
  /** Paragraphs for its socket, one a batch. */
  readonly input?: string;
  /** Scripts that sleep or watch files need real time. */
  readonly clock?: 'system';
  /** Lines to compare, where a stream's output goes on for as long as it runs. */
  readonly lines?: number;
  /** Where Spark itself does not promise the order within a batch. */
  readonly unordered?: boolean;
  readonly status?: number;
}

const folder = join(projectRoot(), 'test/fixtures/labs');
export const labs = JSON.parse(readFileSync(join(folder, 'labs.json'), 'utf8')) as Lab[];

export const scriptOf = ({ name }: Lab): string => join(folder, `${name}.py`);
export const inputOf = ({ input }: Lab): string | null => (input === undefined ? null : join(folder, input));
/** What Spark 4.3.0 printed for it (PyPI, Java 17, Python 3.11, PYTHONHASHSEED=0). */
export const outputOf = ({ name }: Lab): string => join(folder, `${name}.expected.txt`);
/** The files that it left in its folder on Spark; there is none where it left none. */
export const filesOf = ({ name }: Lab): string => join(folder, `${name}.expected.files`);
/** What a run leaves behind that is not compared: Spark's checkpoints, and databases, whose rows the scripts print. */
export const NOT_COMPARED = ['checkpoint', 'checkpoints', 'counts.db'];

export function argumentsOf({ args }: Lab, out: string, port: number): string[] {
  return args.map((arg) => arg.replace('{out}', out).replace('{port}', String(port)).replace('{labs}', folder));
}
