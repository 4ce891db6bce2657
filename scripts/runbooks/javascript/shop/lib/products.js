'use strict';
const remember = require('./remember.js');

const all = Array.from({ length: 20000 }, (_, id) => ({ id, name: `Product ${id}`, score: (id * 7919) % 20000 }));

// What else somebody might like who looks at this.
const related = (id) => [...all].sort((a, b) => Math.abs(a.score - id) - Math.abs(b.score - id)).slice(0, 3).map((one) => one.name);

// How many have said something of it.
const reviews = (id) => all.slice(0, 12000).sort((a, b) => a.score - b.score).filter((one) => one.score % 97 === id % 97).length;

module.exports = { related, reviews, remember };
