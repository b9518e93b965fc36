import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { PlacedNode } from './api';
import { readJson, writeFileAtomically } from './json-file';

/** Scripts whose places are kept; those that were moved in longest ago go. */
const KEPT = 200;
/** Of a script with more nodes, which are read beside the window and not moved, nothing is kept. */
const MOST_NODES = 3000;

const coordinate = v.pipe(v.number(), v.finite());
export const placedNodes = v.pipe(
  v.array(v.object({ id: v.string(), op: v.string(), name: v.string(), params: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])), x: coordinate, y: coordinate })),
  v.maxLength(MOST_NODES),
);

/** Where the nodes of scripts were left, a file each in the profile: nothing is written into the scripts. */
export class ScriptPlaces {
  readonly #folder: string;

  constructor(profile: string) {
    this.#folder = join(profile, 'script-places');
  }

  of(path: string): readonly PlacedNode[] {
    const parsed = v.safeParse(placedNodes, readJson(this.#file(path)).value ?? []);
    return parsed.success ? parsed.output : [];
  }

  keep(path: string, nodes: readonly PlacedNode[]): void {
    writeFileAtomically(this.#file(path), `${JSON.stringify(nodes)}\n`);
    const files = readdirSync(this.#folder);
    if (files.length <= KEPT) return;
    const byAge = files.map((name) => join(this.#folder, name)).map((file) => ({ file, at: statSync(file).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { file } of byAge.slice(KEPT)) rmSync(file, { force: true });
  }

  #file(path: string): string {
    return join(this.#folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
  }
}
