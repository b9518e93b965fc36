/** Older ones lack what the build tools need. */
const [MAJOR, MINOR] = [20, 19];

export function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MAJOR || (major === MAJOR && minor >= MINOR)) return;
  console.error(`setup: DStream Studio needs Node ${MAJOR}.${MINOR} or newer; this is ${process.versions.node}. Install a newer Node and run npm ci again.`);
  process.exit(1);
}
