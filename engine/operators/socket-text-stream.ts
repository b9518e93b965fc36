import { defineOperator } from './define-operator';

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
  build: ({ graph, params }) => graph.socketTextStream(params.text('hostname'), params.integer('port')),
});
