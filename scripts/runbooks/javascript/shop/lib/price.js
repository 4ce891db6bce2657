'use strict';

// In cents, with the tax of the country.
module.exports = (net, tax) => Math.round(net * (100 + tax) / 100);
