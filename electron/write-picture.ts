import { writeFileAtomically } from './json-file';

/** Writes an exported picture. @returns a sentence where it cannot be written; null: it is there */
export function writePicture(path: string, format: 'svg' | 'png', data: string): string | null {
  try {
    writeFileAtomically(path, format === 'svg' ? data : Buffer.from(data, 'base64'));
    return null;
  } catch (error) {
    return `${path} cannot be written: ${(error as Error).message}`;
  }
}
