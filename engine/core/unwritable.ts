import { EngineError, type EngineErrorCode } from './errors';

const [NOT_A_FOLDER, FORBIDDEN] = ['a part of its path is a file, not a folder', 'it may not be written to'];
/** By the system's name of the error. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOTDIR', NOT_A_FOLDER],
  ['EEXIST', NOT_A_FOLDER],
  ['EACCES', FORBIDDEN],
  ['EPERM', FORBIDDEN],
  ['EROFS', FORBIDDEN],
  ['ENOENT', 'its folder does not exist and cannot be made'],
  ['EISDIR', 'a folder has this name'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the share of the disk that this user has is used up'],
  ['ENAMETOOLONG', 'its path is too long'],
]);
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Why a file could not be written, for people. */
export function reasonOfWriting(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS.get(code ?? '') ?? message;
}

/**
 * The error of a place that cannot be written, with its reason and what to do. One that is the engine's stays as it is.
 * @param path of the folder that the user named
 */
export function unwritable(code: EngineErrorCode, path: string, error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const advice = FULL.has((error as NodeJS.ErrnoException).code ?? '') ? 'Make room there, or name another folder.' : 'Name another folder.';
  return new EngineError(code, `${path} cannot be written: ${reasonOfWriting(error)}. ${advice}`, { cause: error });
}
