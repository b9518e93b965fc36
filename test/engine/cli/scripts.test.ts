import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '#engine/hosts';
import { submit } from './submit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const PYTHON_2 = `import sys

def show(d):
    for k, v in sorted(d.iteritems(), key=lambda (k, v): (v, k)):
        print "%s: %d" % (k, v),
    print
    print >>sys.stderr, "done", k
    if d.has_key("a"): print "has", d["a"]

try:
    raise ValueError, "bad"
except ValueError, e:
    print e
print reduce(lambda a, b: a + b, xrange(4)), unicode("x"), 10L + 017
show(dict(a=1, b=2))
`;

describe('a script', { timeout: 60_000 }, () => {
  it('reads standard input while its stream goes on', async () => {
    const script = file('asks.py', 'import sys, atexit\natexit.register(print, "bye")\nprint(repr(input("name? ")), repr(sys.stdin.readline()), list(sys.stdin))\nsys.exit(3)\n');
    const child = spawn(process.execPath, [join(projectRoot(), 'out/engine/dstream-submit.js'), script], { cwd: folder });
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stdin.end('Ann\nmore\nand é');
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect([status, stdout]).toEqual([3, "name? 'Ann' 'more\\n' ['and é']\nbye\n"]);
  });

  it('prints the steps of a query, which are not Spark’s, and goes on', async () => {
    const script = file('explains.py', 'from pyspark.sql import SparkSession\ns = SparkSession.builder.getOrCreate()\ns.range(9).where("id > 7").orderBy("id").explain()\ns.range(1).createOrReplaceTempView("one")\nprint(s.sql("explain select * from one").first().plan)\nprint("on")\n');
    const { status, stdout } = await submit([script], folder);
    expect([status, stdout.replace(/#\d+/g, '')]).toEqual([0, '== Physical Plan ==\nSort [id]\n+- Filter [id]\n   +- Rows [id]\n\n== Physical Plan ==\nProject [id]\n+- Requalified [id]\n   +- Rows [id]\n\non\n']);
  });

  it('is told what it lacks in one sentence below Python’s own traceback', { timeout: 180_000 }, async () => {
    const lacking: readonly [text: string, sentence: string][] = [
      ['import sys\nprint(sys.argv[1])\n', 'the script wants more arguments than none'],
      ['import sys\nhost, port = sys.argv[1:]\n', 'the script wants more arguments than none'],
      ['from pyspark.ml.feature import Tokenizer\n', 'pyspark.ml is not available here; run the script on Spark.'],
      ['import Queue\n', 'this is Python 2: the module Queue is queue in Python 3, line 1.'],
      ['import sys\nprint >>sys.stderr, "x"\n', 'this is Python 2: print is a function in Python 3, line 2.'],
      ['try:\n    1 / 0\nexcept ZeroDivisionError, e:\n    print(e)\n', 'this is Python 2: it is `except Error as name` in Python 3, line'],
      ['import no_such_package\n', 'there is no module no_such_package'],
      ['open("absent.txt")\n', 'there is no absent.txt. Relative names are looked for in'],
      ['from pyspark.sql import SparkSession\nSparkSession.builder.getOrCreate().range(1).toPandas()\n', 'pandas is not part of DStream Studio'],
      ['import subprocess\nsubprocess.run(["ls"])\n', 'A script cannot start programs here'],
      ['import socket\nsocket.create_connection(("localhost", 1))\n', 'A script has no network of its own here'],
    ];
    for (const [index, [text, sentence]] of lacking.entries()) {
      const { status, stderr } = await submit([file(`lacks${index}.py`, text)], folder);
      expect([status, stderr]).toEqual([1, expect.stringContaining(sentence)]);
      expect(stderr).not.toContain('site-packages');
    }
  });

  it('imports a package from a wheel, in the driver and in tasks, and refuses a wheel of another computer', async () => {
    const wheel = file('made-1.0-py3-none-any.whl', '');
    const make = file('make.py', `import zipfile\nwith zipfile.ZipFile(${JSON.stringify(wheel)}, "w") as archive:\n    archive.writestr("made/__init__.py", "from made.inner import triple\\n")\n    archive.writestr("made/inner.py", "def triple(x):\\n    return 3 * x\\n")\n`);
    expect((await submit([make], folder)).status).toBe(0);
    const script = file('uses.py', 'import made\nfrom pyspark import SparkContext\nprint(SparkContext("local[2]", "w").parallelize([1, 2], 2).map(lambda x: made.triple(x)).map(made.triple).collect())\n');
    expect(await submit(['--wheels', folder, script], folder)).toMatchObject({ status: 0, stdout: '[9, 18]\n' });
    expect(await submit(['--py-files', wheel, script], folder)).toMatchObject({ status: 0, stdout: '[9, 18]\n' });
    const other = file('other-1.0-cp311-cp311-manylinux_2_17_x86_64.whl', '');
    expect((await submit(['--py-files', other, script], folder)).stderr).toContain('is built for another Python or another computer');
    rmSync(other);
  });

  it('imports a compiled package from a WebAssembly wheel, in the driver and in tasks', async () => {
    const lines = ['import msgpack', 'from msgpack import _cmsgpack', 'from pyspark import SparkContext', 'sc = SparkContext("local[2]", "w")', 'packed = sc.parallelize([{"a": 1}, [1, "é", None]], 2).map(lambda x: (msgpack.Packer.__module__, _cmsgpack.Packer().pack(x)))', 'print(packed.collect(), packed.map(lambda p: _cmsgpack.unpackb(p[1])).collect())'];
    const script = file('compiled.py', `${lines.join('\n')}\n`);
    const { status, stdout } = await submit(['--wheels', join(projectRoot(), 'test/fixtures/wheels'), script], folder);
    expect([status, stdout]).toEqual([0, "[('msgpack._cmsgpack', b'\\x81\\xa1a\\x01'), ('msgpack._cmsgpack', b'\\x93\\x01\\xa2\\xc3\\xa9\\xc0')] [{'a': 1}, [1, 'é', None]]\n"]);
  });

  it('is not checked where it is none', async () => {
    const notes = file('notes.txt', 'print 1\n');
    expect(await submit(['check', notes], folder)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('is neither a PySpark script (.py), nor a notebook (.ipynb), nor a pipeline (.dstream)') as string });
  });

  it('gets KeyboardInterrupt from Ctrl-C where it does not end with its streams, and its own handler the signal', async () => {
    const sleeping = file('sleeps.py', 'import time\ntry:\n    print("ready")\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print("interrupted")\n');
    // The signal may come while "ready" is being printed: print() within the handler would then be refused as in any Python.
    const handling = file('handles.py', 'import os, signal, sys, time\ndef handler(number, frame):\n    os.write(1, f"signal {number}\\n".encode())\n    sys.exit(7)\nsignal.signal(signal.SIGTERM, handler)\nprint("ready")\ntime.sleep(60)\n');
    expect(await interrupted(sleeping, 'SIGINT')).toEqual([130, 'ready\ninterrupted\n']);
    expect(await interrupted(handling, 'SIGTERM')).toEqual([7, 'ready\nsignal 15\n']);
  });
});

async function interrupted(script: string, signal: NodeJS.Signals): Promise<[status: unknown, stdout: string]> {
  const child = spawn(process.execPath, [join(projectRoot(), 'out/engine/dstream-submit.js'), script], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    if (stdout === '') child.kill(signal);
    stdout += data.toString();
  });
  return [await new Promise((resolve) => child.on('close', resolve)), stdout];
}

describe('Python 2', { timeout: 60_000 }, () => {
  it('is told with its line, rewritten as a diff, and in the file when asked', async () => {
    const script = file('old.py', PYTHON_2);
    const run = await submit([script], folder);
    expect([run.status, run.stderr]).toEqual([1, expect.stringContaining('this is Python 2:')]);
    expect((await submit(['check', script], folder)).stdout).toContain(`${script}:`);
    const shown = await submit(['check', '--fix', script], folder);
    expect(shown.stdout).toContain('-    for k, v in sorted(d.iteritems(), key=lambda (k, v): (v, k)):\n');
    expect(shown.stdout).toContain('+    for k, v in sorted(d.items(), key=lambda k_v: (k_v[1], k_v[0])):\n');
    expect(readFileSync(script, 'utf8')).toBe(PYTHON_2);
    expect((await submit(['check', '--fix', '--write', script], folder)).status).toBe(0);
    expect(await submit([script], folder)).toMatchObject({ status: 0, stdout: 'bad\n6 x 25\na: 1 b: 2 \nhas 1\n', stderr: 'done b\n' });
  });
});

describe('a notebook', { timeout: 60_000 }, () => {
  it('runs as its code cells, without magics, which are told', async () => {
    const cells = [
      { cell_type: 'markdown', source: ['# title'] },
      { cell_type: 'code', source: ['%matplotlib inline\n', '!pip install pyspark\n', 'import sys\n', 'if True:\n', '    !ls\n', 'text = """\n', '%kept\n', '"""'] },
      { cell_type: 'code', source: '%%bash\necho never' },
      { cell_type: 'code', source: '%%time\nprint(text.strip(), sys.argv[1:], 7 % 4)' },
    ];
    const notebook = file('lab.ipynb', JSON.stringify({ cells, nbformat: 4 }));
    const { status, stdout, stderr } = await submit([notebook, 'a'], folder);
    expect([status, stdout]).toEqual([0, "%kept ['a'] 3\n"]);
    expect(stderr).toContain('Dropped from the notebook: %matplotlib inline; !pip install pyspark; !ls; %%bash; echo never; %%time');
    expect((await submit(['check', notebook], folder)).status).toBe(0);
    expect((await submit([file('no.ipynb', '{}')], folder)).stderr).toContain('is no notebook');
  });
});
