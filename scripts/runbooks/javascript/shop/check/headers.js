'use strict';
// What visitors and those who are logged in get through the cache: node check/headers.js http://127.0.0.1:8080
const site = process.argv[2];
const problems = [];
const expect = (what, found, wanted, words) => {
  if (!wanted.test(found ?? 'nothing')) problems.push(`${what}: ${found ?? 'nothing'} instead of ${words}`);
};
const get = async (page, session) => {
  const answer = await fetch(site + page, { headers: session ? { Cookie: `session=${session}` } : {} });
  return { text: await answer.text(), header: (name) => answer.headers.get(name) };
};

(async () => {
  await get('/products/1');
  const page = await get('/products/1');
  expect('/products/1 Cache-Control', page.header('Cache-Control'), /^public, max-age=\d+$/, 'public, max-age');
  expect('/products/1, the second time', page.header('X-Cache'), /^HIT$/, 'HIT');
  const anna = await get('/products/1', 'anna');
  expect('/products/1, logged in', anna.header('X-Cache'), /^BYPASS$/, 'BYPASS');
  expect('/products/1, logged in', anna.text.slice(0, 11), /^Hello anna\.$/, 'her name');
  expect('/products/1, after that', (await get('/products/1')).text.slice(0, 9), /^Product 1$/, 'the page of everybody');
  await get('/cart');
  const cart = await get('/cart');
  expect('/cart Cache-Control', cart.header('Cache-Control'), /\bprivate\b.*\bno-store\b/, 'private, no-store');
  expect('/cart, the second time', cart.header('X-Cache'), /^(?!HIT)/, 'a page of its own');
  problems.forEach((problem) => process.stderr.write(`${problem}\n`));
  process.exitCode = problems.length ? 1 : 0;
})();
