'use strict';
// The release as it will run: started on a free port, asked for a page, and ended.
const assert = require('node:assert');
const path = require('node:path');
const { spawn } = require('node:child_process');

const env = { ...process.env, SHOP_PORT: '0', SHOP_ENVIRONMENT: process.argv[2], SHOP_PID: '' };
const server = spawn(process.execPath, [path.join(__dirname, '..', 'server.js')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
server.stdout.once('data', async (said) => {
  try {
    const site = `http://127.0.0.1:${/listens on (\d+)/.exec(said)[1]}`;
    assert.match(await (await fetch(`${site}/health`)).text(), /^ok /);
    assert.match(await (await fetch(`${site}/products/7`)).text(), /^Product 7 for 1239 EUR\. .* See also /);
    assert.strictEqual((await fetch(`${site}/nowhere`)).status, 404);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
  server.kill();
});
server.on('exit', (code) => { if (code && !process.exitCode) process.exitCode = 1; });
