/** Spark's and the shell's convention: 128 + the signal's number. */
const STATUS = new Map<NodeJS.Signals, number>([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]);

/**
 * The first signal stops gracefully, the second at once.
 * @returns tells the exit status that the signal asks for, or null if none came
 */
export function onSignals(stopGracefully: (signal: number) => void): () => number | null {
  let status: number | null = null;
  for (const [signal, code] of STATUS) {
    process.on(signal, () => {
      if (status !== null) process.exit(code);
      status = code;
      stopGracefully(code - 128);
    });
  }
  return () => status;
}
