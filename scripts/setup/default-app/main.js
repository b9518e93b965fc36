/** Runs the app in the folder that the command line names, as Electron's own default app does. */
const { app } = require('electron');
const path = require('node:path');

const args = process.argv.slice(1);
let folder = '.';
for (let index = 0; index < args.length; index++) {
  if (args[index] === '-r' || args[index] === '--require') require(args[++index]);
  else if (args[index].startsWith('--require=')) require(args[index].slice('--require='.length));
  else if (!args[index].startsWith('-')) {
    folder = args[index];
    break;
  }
}
const directory = path.resolve(folder);
const manifest = require(path.join(directory, 'package.json'));
app.setAppPath(directory);
app.setName(manifest.productName ?? manifest.name);
app.setVersion(manifest.version);
// Synchronously: the app has to be able to act before Electron is ready.
require(path.join(directory, manifest.main));
