'use strict';
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const price = require('./lib/price.js');
const { related, reviews } = require('./lib/products.js');

const { version } = JSON.parse(fs.readFileSync(path.join(__dirname, 'package.json')));
const config = JSON.parse(fs.readFileSync(path.join(__dirname, 'config', `${process.env.SHOP_ENVIRONMENT}.json`)));

const server = http.createServer((request, response) => {
  const who = /(?:^|;\s*)session=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  const product = /^\/products\/(\d+)$/.exec(request.url);
  const answer = (status, text, headers) => {
    response.writeHead(status, { 'Content-Type': 'text/plain', ...headers }).end(`${text}\n`);
    process.stdout.write(`${new Date().toISOString()} ${status >= 500 ? 'ERROR' : 'INFO'} ${request.method} ${request.url} ${status}\n`);
  };
  if (request.url === '/health') answer(200, `ok ${version}`, { 'Cache-Control': 'no-store' });
  else if (request.url === '/cart')
    answer(200, `The cart of ${who ?? 'nobody'}.`, { 'Cache-Control': 'private, no-store', 'Set-Cookie': `seen=${version}; HttpOnly; SameSite=Lax` });
  else if (product) {
    const id = Number(product[1]);
    const text = `Product ${id} for ${price(1000 + id, config.tax)} ${config.currency}. ${reviews(id)} reviews. See also ${related(id).join(', ')}.`;
    answer(200, who ? `Hello ${who}. ${text}` : text, { 'Cache-Control': who ? 'private, no-store' : `public, max-age=${config.ttl}` });
  } else answer(404, 'Not here.', { 'Cache-Control': 'no-store' });
});

server.listen(Number(process.env.SHOP_PORT), '127.0.0.1', () => {
  if (process.env.SHOP_PID) fs.writeFileSync(process.env.SHOP_PID, String(process.pid));
  process.stdout.write(`${new Date().toISOString()} INFO version ${version} listens on ${server.address().port}\n`);
});
process.on('SIGTERM', () => {
  server.close(() => { if (process.env.SHOP_PID) fs.rmSync(process.env.SHOP_PID, { force: true }); });
  server.closeIdleConnections();
});
