import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Names of no meaning: checksums that Hadoop writes beside its files. */
const CHECKSUM = /(^|\/)\.[^/]*\.crc$/;
/** Names with a time in them, as saveAsTextFiles makes them. */
const TIME = /-\d{12,14}(?=[./]|$)/g;
/** What df.write puts into the names of a job's files. */
const JOB = /(?<=part-\d{5})-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?=[-.])/;

/**
 * The first difference between the files of two folders, as a sentence; null: there is none. Times in names count by
 * their order; names that say of which job they are do not count, files that differ in nothing else are in the order of what they hold.
 * @param ignored names of what is not compared, such as checkpoints
 */
export function compareFolders(expected: string, actual: string, ignored: readonly string[] = []): { readonly difference: string | null; readonly files: number } {
  const [one, other] = [filesOf(expected, ignored), filesOf(actual, ignored)];
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [left, right] = [one.get(name), other.get(name)];
    if (left === undefined) return { difference: `Only here: the file ${name}.`, files: one.size };
    if (right === undefined) return { difference: `Only in Spark's run: the file ${name}.`, files: one.size };
    if (!isDatabase(left) && !left.equals(right)) return { difference: `The file ${name} differs.\n  Spark: ${shown(left)}\n  here:  ${shown(right)}`, files: one.size };
  }
  return { difference: null, files: one.size };
}

function filesOf(folder: string, ignored: readonly string[]): Map<string, Buffer> {
  const names = walk(folder)
    .map((path) => relative(folder, path))
    .filter((name) => !CHECKSUM.test(name) && !ignored.some((prefix) => name === prefix || name.startsWith(`${prefix}/`)));
  const times = [...new Set(names.flatMap((name) => name.match(TIME) ?? []))].sort();
  const plain = names.map((name) => ({ name: name.replace(TIME, (time) => `-time${times.indexOf(time) + 1}`).replace(JOB, '-job'), bytes: readFileSync(join(folder, name)) }));
  const files = new Map<string, Buffer>();
  for (const { name, bytes } of plain.sort((one, other) => one.bytes.compare(other.bytes))) {
    const equal = [...files.keys()].filter((each) => each === name || each.startsWith(`${name} (`)).length;
    files.set(equal === 0 ? name : `${name} (${equal + 1})`, bytes);
  }
  return new Map([...files].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Databases hold the same rows in pages that differ. */
function isDatabase(bytes: Buffer): boolean {
  return bytes.subarray(0, 15).toString('latin1') === 'SQLite format 3';
}

function shown(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

function walk(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });
}
