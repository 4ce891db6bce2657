'use strict';
const assert = require('node:assert');
const test = require('node:test');
const price = require('../lib/price.js');
const remember = require('../lib/remember.js');

test('a price has its tax', () => assert.strictEqual(price(1000, 23), 1230));
test('half a cent is rounded up', () => assert.strictEqual(price(150, 21), 182));
test('nothing is asked for twice', () => {
  let asked = 0;
  const answer = remember((id) => { asked++; return id * 2; });
  assert.deepStrictEqual([answer(4), answer(4), asked], [8, 8, 1]);
});
