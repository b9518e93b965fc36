/** The rules of the house (docs/architecture.md): who may enter which room, and only by its front door. */
const folder = (name) => `^engine/${name}/`;
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: folder(from), pathNot: '\\.worker\\.ts$|make-snapshot\\.ts$' },
  to: { path: '^(engine|electron|renderer)/', pathNot: [folder(from), ...allowed.map(folder)] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: { pathNot: '^engine/(model|operators)/' }, to: { circular: true, viaOnly: { pathNot: '^engine/(model|operators)/', dependencyTypesNot: ['type-only'] } } },
    only('model', ['operators'], 'the model runs in a browser too'),
    only('operators', ['model'], 'declarations know the model only'),
    only('pyspark', ['model', 'operators']),
    only('core', []),
    only('executor', ['core']),
    only('hosts', ['executor', 'core']),
    only('streaming', ['core', 'operators', 'sinks', 'sources']),
    only('sources', ['core', 'streaming', 'hosts']),
    only('sinks', ['core', 'streaming', 'hosts']),
    only('history', ['core', 'model', 'streaming', 'hosts']),
    only('replay', ['core', 'driver', 'history', 'model', 'operators', 'pyspark', 'run', 'streaming']),
    only('lineage', ['core', 'history', 'model', 'operators', 'replay', 'run', 'streaming']),
    only('compare', ['core', 'history', 'model', 'replay', 'spark']),
    only('recorder', ['core', 'history', 'model', 'sources', 'streaming']),
    only('spark', [], 'it starts programs and compares what they print and write; it knows none of ours'),
    { name: 'engine-knows-no-app', severity: 'error', from: { path: '^engine/' }, to: { path: '^(electron|renderer)/|node_modules/(electron|svelte)/' } },
    {
      name: 'renderer-imports',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(engine|electron)/', pathNot: ['^engine/(model|operators|pyspark)/index\\.ts$', '^electron/api\\.ts$'] },
    },
    { name: 'renderer-knows-no-node', severity: 'error', from: { path: '^renderer/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'no-node-in-pure-rooms',
      severity: 'error',
      from: { path: '^engine/(model|operators|pyspark|core|executor|streaming)/', pathNot: '\\.worker\\.ts$|make-snapshot\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'front-doors',
      comment: 'enter a folder of the app from outside of the engine through its index.ts only',
      severity: 'error',
      from: { path: '^(electron|renderer|test)/' },
      to: { path: '^engine/', pathNot: ['/index\\.ts$', 'sandbox-protocol\\.ts$', '^engine/executor/(python|javascript)/'] , dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.svelte', '.d.ts'], exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
