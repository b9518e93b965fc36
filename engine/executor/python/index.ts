export { createPythonRuntime, PYTHON_ENVIRONMENT, type PythonAssets } from './python-runtime';
