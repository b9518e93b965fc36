import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** More steps than this are not read again, bytes: a start has to be quick. */
const MAX_BYTES = 30_000_000;

/** The steps of the open document, one a line, each written before the next one is made. */
export class JournalFile {
  constructor(private readonly file: string) {}

  write(line: string, begins: boolean): void {
    mkdirSync(dirname(this.file), { recursive: true });
    if (begins) writeFileSync(this.file, line);
    // Without a beginning the steps would lead nowhere.
    else if (existsSync(this.file)) appendFileSync(this.file, line);
  }

  read(): string | null {
    if (!existsSync(this.file)) return null;
    const text = readFileSync(this.file, 'utf8');
    return text.length > MAX_BYTES ? null : text;
  }

  forget(): void {
    rmSync(this.file, { force: true });
  }
}
