'use strict';
// The configuration of an environment is whole: node check/config.js staging. Both have the same members, of the same types.
const fs = require('node:fs');
const path = require('node:path');

const name = process.argv[2];
const config = JSON.parse(fs.readFileSync(path.join(__dirname, '..', 'config', `${name}.json`)));
const problems = [];
for (const [member, type] of Object.entries({ currency: 'string', tax: 'number', ttl: 'number', payments: 'string' }))
  if (typeof config[member] !== type) problems.push(`${member} is ${typeof config[member]} instead of ${type}`);
for (const member of Object.keys(config))
  if (!['currency', 'tax', 'ttl', 'payments'].includes(member)) problems.push(`nobody knows ${member}`);
if (config.payments !== (name === 'production' ? 'live' : 'sandbox')) problems.push(`payments are ${config.payments} in ${name}`);
problems.forEach((problem) => process.stderr.write(`config/${name}.json: ${problem}\n`));
process.exit(problems.length ? 1 : 0);
