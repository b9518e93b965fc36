/** Whether code of the script ran: it may have changed what its functions refer to. */
export class DriverActivity {
  #ran = true;

  ran(): void {
    this.#ran = true;
  }

  /** True once after it ran. */
  take(): boolean {
    const ran = this.#ran;
    this.#ran = false;
    return ran;
  }
}
