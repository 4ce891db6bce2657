CREATE VIEW catalogue AS SELECT name, price FROM products JOIN prices ON prices.product = products.id AND country = 'IE' ORDER BY products.id;
PRAGMA user_version = 2;
