import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type ExpectStatic, it } from 'vitest';
import { compareFolders, compareOutput } from '#engine/spark';
import { submit, type Submitted } from '../engine/cli/submit';
import { argumentsOf, filesOf, inputOf, type Lab, labs, NOT_COMPARED, outputOf, scriptOf } from './lab';

const PORT = 9999;
const BATCHES = 12;

function run(lab: Lab, out: string): Promise<Submitted> {
  const input = inputOf(lab);
  const manual = lab.clock === 'system' ? [] : ['--clock', 'manual', '--batches', String(BATCHES)];
  const fed = input === null ? [] : ['--input', `${PORT}=${input}`];
  return submit(['--master', 'local[2]', ...manual, ...fed, scriptOf(lab), ...argumentsOf(lab, out, PORT)], out);
}

async function behavesAsOnSpark(lab: Lab, expect: ExpectStatic): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  const [out, nothing] = [join(folder, 'out'), join(folder, 'nothing')];
  mkdirSync(out);
  mkdirSync(nothing);
  try {
    const { status, stdout, stderr } = await run(lab, out);
    const printed = compareOutput(readFileSync(outputOf(lab), 'utf8'), stdout, { limit: lab.lines ?? null, unordered: lab.unordered ?? false });
    const { difference } = compareFolders(existsSync(filesOf(lab)) ? filesOf(lab) : nothing, out, NOT_COMPARED);
    expect({ ...printed, difference, status, told: printed.same ? '' : stderr.slice(-2000) }).toEqual({ same: true, lines: expect.any(Number) as number, difference: null, status: lab.status ?? 0, told: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a lab script prints and writes what it did on Spark', { timeout: 180_000 }, () => {
  const recorded = labs.filter((lab) => existsSync(outputOf(lab)));
  it.concurrent.for(recorded.filter(({ clock }) => clock !== 'system'))('$name', (lab, { expect: own }) => behavesAsOnSpark(lab, own));
  // These sleep, or wait for a while, in real time: others beside them would make them late.
  it.for(recorded.filter(({ clock }) => clock === 'system'))('$name', (lab, { expect: own }) => behavesAsOnSpark(lab, own));
});
