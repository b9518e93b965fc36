import { describe, expect, it } from 'vitest';
import { joinCommandLine, splitCommandLine, wantedArguments } from '../../renderer/script/script-arguments';

const names = (text: string): readonly string[] | null => wantedArguments(text)?.names ?? null;

describe('the arguments that a script wants', () => {
  it('are those of its usage line', () => {
    expect(names('import sys\nif len(sys.argv) != 3:\n    print("Usage: network_wordcount.py <hostname> <port>", file=sys.stderr)\n    sys.exit(-1)\n')).toEqual(['hostname', 'port']);
    expect(names('import sys\nif len(sys.argv) < 5:\n    print("Usage: recoverable_network_wordcount.py <hostname> <port> "\n          "<checkpoint-directory> <output-file>")\n')).toEqual(['hostname', 'port', 'checkpoint-directory', 'output-file']);
  });

  it('have the names of the variables that take them', () => {
    expect(names('import sys\nhost = sys.argv[1]\nport = int(sys.argv[2])\n')).toEqual(['host', 'port']);
    expect(names('import sys\nhost, port = sys.argv[1], int(sys.argv[2])\n')).toEqual(['host', 'port']);
    expect(names('import sys\n(a) = 1\nzkQuorum, topic = sys.argv[1:]\n')).toEqual(['zkQuorum', 'topic']);
    expect(names('from sys import argv\nstream = ssc.socketTextStream(argv[1], int(argv[2]))\n')).toEqual(['argument 1', 'argument 2']);
  });

  it('are one line where the names cannot be known, and none where nothing is read', () => {
    expect(names('import argparse\nparser = argparse.ArgumentParser()\n')).toEqual([]);
    expect(names('import sys\nfor path in sys.argv[1:]:\n    pass\n')).toEqual([]);
    expect(names('# sys.argv is not used\nprint("hello")\n')).toBeNull();
  });
});

describe('a command line', () => {
  it('is split as a shell splits it, and put together again', () => {
    expect(splitCommandLine(`--host localhost  "two words" 'it''s' a\\ b ""`)).toEqual(['--host', 'localhost', 'two words', 'its', 'a b', '']);
    for (const values of [['a', 'b c', "it's", ''], ['--x=1', '$HOME'], []]) expect(splitCommandLine(joinCommandLine(values))).toEqual(values);
  });
});
