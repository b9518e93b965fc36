export { createJavaScriptRuntime } from './javascript-runtime';
