import type { PipelineNode } from '../model/pipeline';
import type { Problem } from '../model/problem';
import { problem } from '../model/problem-texts';
import { defineOperator } from './define-operator';

/** A host with a scheme, a path or a port: no name server knows it. An IPv6 address has colons of its own. */
function moreThanHost({ id, params: { hostname } }: PipelineNode): Problem[] {
  if (typeof hostname !== 'string') return [];
  const [, host] = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/)?([\w.-]+)(?::\d*)?(?:\/.*)?\s*$/i.exec(hostname) ?? [];
  if (host === undefined || host === hostname) return [];
  return [{ ...problem('host-is-address', { host: hostname }, { nodeId: id, param: 'hostname' }), fix: { title: `Use ${host}`, command: { kind: 'setParam', id, param: 'hostname', value: host } } }];
}

export const socketTextStream = defineOperator({
  kind: 'socketTextStream',
  title: 'socketTextStream',
  family: 'source',
  inputs: [],
  output: 'str',
  params: {
    hostname: { type: 'text', title: 'Host', help: 'Computer to connect to.', default: 'localhost' },
    port: { type: 'integer', title: 'Port', help: 'TCP port that the server listens on.', default: 9999, min: 1, max: 65535 },
  },
  pyspark: { on: 'ssc', method: 'socketTextStream', args: ['hostname', 'port'] },
  summary: 'Lines of text from a TCP server.',
  help:
    'Connects to a TCP server and reads UTF-8 text; each line is a record. A receiver does the reading and holds one task slot for as long as the stream runs. ' +
    'If the server is not there or closes the connection, the receiver tries again every 2 seconds.',
  warn: moreThanHost,
  build: ({ graph, params }) => graph.socketTextStream(params.text('hostname'), params.integer('port')),
});
