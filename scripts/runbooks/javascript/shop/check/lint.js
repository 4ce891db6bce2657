'use strict';
// What an editor would underline: every file is JavaScript, strict, without var, without == and without a debugger left in it.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');

const root = path.join(__dirname, '..');
const rules = { 'var': /^\s*var\s/, '== instead of ===': /[^=!<>]==[^=]/, 'debugger': /^\s*debugger\b/, 'a blank at the end': /[ \t]$/, 'a tab': /\t/ };
let found = 0;
const say = (file, line, what) => { found++; process.stderr.write(`${path.relative(root, file)}:${line}: ${what}\n`); };
for (const folder of ['.', 'lib', 'test', 'check'])
  for (const name of fs.readdirSync(path.join(root, folder)).filter((one) => one.endsWith('.js'))) {
    const file = path.join(root, folder, name);
    const source = fs.readFileSync(file, 'utf8');
    try { new vm.Script(source, { filename: file }); } catch (error) { say(file, error.stack.match(/:(\d+)\n/)?.[1], error.message); }
    if (!source.startsWith("'use strict';")) say(file, 1, 'not strict');
    if (name !== 'lint.js')
      source.split('\n').forEach((text, index) => {
        for (const [what, rule] of Object.entries(rules)) if (rule.test(text)) say(file, index + 1, what);
      });
  }
process.exit(found ? 1 : 0);
