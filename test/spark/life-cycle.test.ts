import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from '../engine/cli/submit';

const fixtures = join(projectRoot(), 'test/fixtures/errors');
const read = (text: string): Map<string, string> =>
  new Map(
    text
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ \| ?(.*)/s).slice(0, 2) as [string, string]),
  );
/** Folders of files differ from run to run. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/ at \/\S*\//g, ' at ').trim();

/** What Spark 4.3.0 raised for these mistakes, without the calls of its own that led there: name | type | text. */
const sparks = read(readFileSync(join(fixtures, 'life_cycle.txt'), 'utf8'));
/** Types that a script's `except` may name, with a class of Java's before the sentence. */
const PYTHONS = new Set(['ValueError', 'TypeError', 'AttributeError', 'AssertionError', 'PicklingError']);

describe('a mistake in the life of a context', { timeout: 60_000 }, () => {
  let ours: Map<string, string>;
  beforeAll(async () => {
    const { status, stdout } = await submit(['--master', 'local[2]', join(fixtures, 'life_cycle.py')], tmpdir());
    expect(status).toBe(0);
    ours = read(stdout);
  });

  it('is made by the script for each that is recorded', () => {
    expect([...ours.keys()]).toEqual([...sparks.keys()]);
  });

  it.each([...sparks])('%s: what is raised can be caught the same way, and says what Spark says', (name, recorded) => {
    const [type = '', text = ''] = recorded.split(/ \| ?(.*)/s);
    const given = ours.get(name)!;
    if (text === '') return expect(given).toContain(recorded.replace(/ \|$/, ''));
    if (PYTHONS.has(type)) expect(given).toMatch(new RegExp(`^${type} \\|`));
    // Java's class comes first in Spark's text.
    expect(plain(given)).toContain(plain(text.replace(/^(?:[a-z]\w*\.)+[A-Z]\w*: /, '')));
  });
});
