import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'vitest';
import { App } from './app';

it('debug', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dbg-'));
  const app = await App.start();
  app.page.on('pageerror', (error) => console.log('PAGEERROR', error.stack));
  app.page.on('console', (message) => message.type() === 'error' && console.log('CONSOLE', message.text().slice(0, 2000)));
  const path = join(folder, 'table.py');
  writeFileSync(path, `import time
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext("local[2]", "explained")
ssc = StreamingContext(sc, 0.2)
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
queue = ssc.queueStream([sc.parallelize([("a", 1)])])
queue.foreachRDD(lambda rdd: rdd.toDF(["word", "count"]).show())
ssc.start()
ssc.awaitTermination()
`);
  await app.electron.evaluate(({ app: main }, opened) => main.emit('second-instance', {}, ['dstream-studio', opened], '/'), path);
  await app.page.getByText('table.py').first().waitFor({ timeout: 20_000 });
  await app.page.getByRole('button', { name: 'Run', exact: true }).click();
  await app.page.getByRole('dialog', { name: /^Run .*\.py\?$/ }).getByRole('button', { name: 'Run it' }).click();
  for (let i = 0; i < 12; i++) {
    await new Promise((r) => setTimeout(r, 1000));
    console.log(i, JSON.stringify(await app.page.locator('.svelte-flow__node').allTextContents()), (await app.page.getByRole('log', { name: 'Console' }).textContent())?.slice(-200));
    if (i === 6) {
      const names = await app.page.locator('.svelte-flow__node').evaluateAll((all) => all.map((e) => `${e.getAttribute('role')} ${e.getAttribute('aria-label')}`));
      console.log(JSON.stringify(names));
      await app.page.getByRole('group', { name: /^foreachRDD/ }).click({ timeout: 3000 }).catch((e: unknown) => console.log(String(e).slice(0, 1500)));
      console.log((await app.page.getByRole('region', { name: 'Settings' }).textContent())?.slice(0, 600));
    }
  }
  await app.page.screenshot({ path: '/tmp/wt/explain-dbg.png' });
  await app.close();
});
