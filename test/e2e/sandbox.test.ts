import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from 'node:net';
import type { Bridge } from '#api';
import type { Pipeline } from '#engine/model';
import { App, until } from './app';

declare global {
  interface Window {
    readonly dstream: Bridge;
  }
}

/** What a stranger's lambda may try; each has to fail. */
const ATTEMPTS = [
  'open("/etc/passwd").read()',
  '__import__("os").listdir("/root") or __import__("os").listdir("/home")[1]',
  '__import__("subprocess").run(["true"])',
  '__import__("os").system("true") and 1/0',
  // Emscripten says that it connects; nothing ever comes or goes.
  '__import__("socket").create_connection(("127.0.0.1", PORT), 2).recv(1) or 1/0',
  '__import__("urllib.request", fromlist=["x"]).urlopen("http://127.0.0.1:PORT", timeout=2)',
  '__import__("js").XMLHttpRequest.new().open("GET", "http://127.0.0.1:PORT", False) or 1/0',
  '__import__("js").process',
  '__import__("js").require("fs")',
  '__import__("js").eval("1")',
];

describe('the executors’ sandbox', () => {
  let app: App;
  let server: Server;
  let connections = 0;
  beforeAll(async () => {
    server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    app = await App.start();
  });
  afterAll(async () => {
    await app.close();
    app.deleteProfile();
    server.close();
  });

  it('lets no lambda reach files, programs or the network', async () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '0';
    const text = ATTEMPTS.map((attempt) => `("""${attempt.replaceAll('PORT', port)}""")`).join(', ');
    const f = `lambda line: [(a, attempt(a)) for a in [${text}]]`;
    const code = 'def attempt(text):\n    try:\n        eval(text)\n        return "REACHED"\n    except BaseException as error:\n        return "refused " + type(error).__name__\n';
    const pipeline: Pipeline = {
      dstream: 1,
      name: 'attempts',
      language: 'python',
      master: 'local[2]',
      batchInterval: 500,
      settings: {},
      nodes: [
        { id: 'lines', op: 'socketTextStream', name: 'lines', params: { hostname: 'localhost', port: 9999 } },
        { id: 'tries', op: 'flatMap', name: 'tries', params: { f } },
        { id: 'print', op: 'pprint', name: 'print', params: { num: 100 } },
      ],
      edges: [
        { from: 'lines', to: 'tries', port: 'parent' },
        { from: 'tries', to: 'print', port: 'parent' },
      ],
      code: [{ id: 'attempt', text: code }],
      layout: { nodes: {} },
    };
    await app.page.evaluate((run) => window.dstream.invoke('run.start', { clock: 'real', trust: false, pipeline: run }), pipeline);
    await until('a connection', async () => (await app.page.evaluate(() => window.dstream.invoke('run.snapshot', undefined))).receivers.some(({ state }) => state.state === 'connected'));
    await app.page.evaluate(() => window.dstream.invoke('socketServer.send', { text: 'go' }));
    const printed = async (): Promise<string> => (await app.page.evaluate(() => window.dstream.invoke('run.console', undefined))).map(({ text: line }) => line).join('');
    await until('the answers', async () => (await printed()).includes('refused'));
    const answers = await printed();
    expect(answers.split('\n').filter((line) => line.includes('REACHED'))).toEqual([]);
    expect(answers.match(/refused/g)!.length).toBeGreaterThanOrEqual(ATTEMPTS.length);
    expect(connections).toBe(0);
  });
});
