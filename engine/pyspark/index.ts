export { printScript, type PrintedScript } from './print-script';
