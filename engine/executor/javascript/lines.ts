const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });
const REPLACEMENT = '\uFFFD';
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Lines as java.io.BufferedReader.readLine cuts them: at \n, \r and \r\n, without the end. */
export function lines(bytes: Uint8Array, replaced: (count: number) => void): string[] {
  const text = decoded(bytes, replaced);
  const found = text.includes('\r') ? text.split(/\r\n|\r|\n/) : text.split('\n');
  if (found.at(-1) === '') found.pop();
  return found;
}

function decoded(bytes: Uint8Array, replaced: (count: number) => void): string {
  const valid = validText(bytes);
  if (valid !== null) return valid;
  const text = lenient.decode(bytes);
  // The character itself may have been sent, too: as it is written in UTF-8.
  const sent = bytes.reduce((count, byte, at) => (byte === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd ? count + 1 : count), 0);
  replaced(text.split(REPLACEMENT).length - 1 - sent);
  return text;
}

/** @returns null for bytes that are no UTF-8 */
export function validText(bytes: Uint8Array): string | null {
  try {
    // A block of a script's own array may be shared memory, which TextDecoder refuses.
    return strict.decode(bytes.buffer instanceof ArrayBuffer ? bytes : bytes.slice());
  } catch (error) {
    // A string that is too long for JavaScript is no matter of UTF-8.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
