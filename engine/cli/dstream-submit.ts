#!/usr/bin/env node
/** `dstream-submit`: runs scripts and pipelines without the app (DESIGN 3.2). */
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { EngineError } from '#engine/core';
import { projectRoot } from '#engine/hosts';
import { checkFile, fixFile } from './check';
import { compareWithSpark } from './compare-with-spark';
import { convert } from './convert';
import { parseCommandLine, unknownKind, UsageError } from './options';
import { writeErr, writeOut } from './output';
import { submitPipeline } from './submit-pipeline';
import { submitScript } from './submit-script';
import { USAGE } from './usage';

async function main(argv: readonly string[]): Promise<number> {
  const line = parseCommandLine(argv);
  switch (line.command) {
    case 'help':
      writeOut(USAGE);
      return 0;
    case 'version':
      writeOut(`${(JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version}\n`);
      return 0;
    case 'check':
      return checkFile(line.file);
    case 'fix':
      return fixFile(line.file, line.write);
    case 'convert':
      return convert(line.from, line.to);
    case 'compare':
      return compareWithSpark(line.options);
    case 'submit':
      if (extname(line.options.file) === '.dstream') return submitPipeline(line.options);
      if (['.py', '.ipynb'].includes(extname(line.options.file))) return submitScript(line.options);
      throw unknownKind(line.options.file);
  }
}

function told(error: unknown): number {
  if (error instanceof UsageError) {
    writeErr(`dstream-submit: ${error.message}\nTry dstream-submit --help.\n`);
    return 2;
  }
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && path) {
    writeErr(`dstream-submit: there is no file ${path}.\n`);
    return 2;
  }
  if (code === 'EISDIR') {
    writeErr('dstream-submit: FILE is a folder.\n');
    return 2;
  }
  if (error instanceof EngineError || (code !== undefined && path)) {
    writeErr(`dstream-submit: ${(error as Error).message}\n`);
    return 1;
  }
  writeErr(`dstream-submit: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(told);
// Worker threads of a run that was cut short must not keep the program alive.
process.exit();
