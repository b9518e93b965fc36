/** Whether code of the script ran: it may have changed what its functions refer to. */
export class DriverActivity {
  #ran = true;
  #caughtUp = Promise.resolve(true);
  #catchUp = (): void => undefined;

  ran(): void {
    this.#ran = true;
  }

  /** True once after it ran. */
  take(): boolean {
    const ran = this.#ran;
    this.#ran = false;
    return ran;
  }

  /** The script is told a failure: it goes on with that. */
  failed(): void {
    this.#catchUp();
    this.#caughtUp = new Promise((resolve) => (this.#catchUp = (): void => resolve(true)));
  }

  /** The script called: it knows what it was told. */
  called(): void {
    this.#catchUp();
  }

  /** Resolves when the script, told a failure, has called for something else. */
  get caughtUp(): Promise<boolean> {
    return this.#caughtUp;
  }
}
