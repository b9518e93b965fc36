export { buildPipeline } from './build-pipeline';
export type { Family, InputPort, OperatorDeclaration, OperatorExample, ParamDeclaration, WireType } from './declaration';
export type { FunctionSource, GraphBuilder, Stream } from './graph-builder';
export { paramsOf, valueOf } from './params';
export { addableOperators, operators } from './registry';
export { isCorrected, slideOf } from './window-rules';
