/** What the socket source sends by itself at the first start, so that there is something to count. */
export const SAMPLE_LINES: readonly string[] = [
  'the river runs and the river sings',
  'a stream is a river of records',
  'every second a batch leaves the river',
  'the batch counts the words it holds',
  'some words come once and some words come again',
  'again and again the words come down the stream',
  'type a line and watch it travel',
  'the line is cut into words',
  'each word becomes a pair with the number one',
  'pairs with the same word meet and add up',
  'the counts of one batch know nothing of the next',
  'a small batch is done in a moment',
  'a slow batch keeps the next one waiting',
  'watch the delay and you see the queue',
  'the stream goes on while you think',
  'stop it and start it again',
];
