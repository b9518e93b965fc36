import type { DriverStart, FromDriver, ToDriver } from './driver-protocol';

export interface DriverHandle {
  readonly post: (message: ToDriver) => void;
  /** Gives the script a signal by its number; absent where there are none. */
  readonly interrupt?: (signal: number) => void;
  /** Ends the interpreter at once, whatever it is doing. */
  readonly terminate: () => Promise<void>;
}

/** Where a script's interpreter runs: a worker thread, or the app's sandboxed window. */
export interface DriverHost {
  /**
   * @param receive gets what the interpreter says; as the last thing `ended`, or `failed` where it died or never came up
   */
  start(start: DriverStart, receive: (message: FromDriver) => void): Promise<DriverHandle>;
}
