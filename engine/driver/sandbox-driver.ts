/** What the sandboxed window's driver is started with. */
import type { DriverStart } from './driver-protocol';

export interface SandboxDriverStart {
  readonly start: DriverStart;
  /** URLs: pyodide's folder, with a slash at its end, and the snapshot. */
  readonly pyodide: string;
  readonly snapshot: string;
  /** Absolute paths, none within another. */
  readonly folders: readonly string[];
}
