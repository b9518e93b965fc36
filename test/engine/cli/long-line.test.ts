import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { submit } from './submit';

it('a line of 100 MB goes from a real socket through a Python lambda', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'long-line-'));
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    for (let n = 0; n < 100; n++) socket.write(Buffer.alloc(1_000_000, 'x'));
    socket.write('\nend\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  writeFileSync(
    join(folder, 'long.py'),
    `import sys
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
ssc = StreamingContext(SparkContext("local[2]", "long"), 0.5)
seen = []
ssc.socketTextStream("127.0.0.1", int(sys.argv[1])).map(lambda line: (len(line), line[-3:])).foreachRDD(lambda rdd: seen.extend(rdd.collect()))
ssc.start()
for _ in range(300):
    if len(seen) == 2 or ssc.awaitTerminationOrTimeout(0.1):
        break
ssc.stop()
print(seen)
`,
  );
  try {
    expect(await submit(['long.py', String((server.address() as AddressInfo).port)], folder)).toMatchObject({ status: 0, stdout: "[(100000000, 'xxx'), (3, 'end')]\n" });
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
