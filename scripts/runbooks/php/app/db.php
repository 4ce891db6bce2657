<?php
// What every script of the shop opens: its SQLite file, with the tables that it needs.
declare(strict_types=1);

function open(string $file): PDO
{
    $db = new PDO("sqlite:$file", options: [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION, PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
    $db->exec('PRAGMA busy_timeout = 10000');
    $db->exec('CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer INTEGER, amount INTEGER, day TEXT, import TEXT)');
    $db->exec('CREATE TABLE IF NOT EXISTS imports (key TEXT PRIMARY KEY, sha256 TEXT, line INTEGER, imported INTEGER, known INTEGER, rejected INTEGER, pid INTEGER)');
    $db->exec('CREATE TABLE IF NOT EXISTS rejects (import TEXT, line INTEGER, reason TEXT, text TEXT, PRIMARY KEY (import, line))');
    $db->exec('CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY, customer INTEGER, done_by TEXT, ms REAL)');
    $db->exec('CREATE TABLE IF NOT EXISTS invoices (task INTEGER PRIMARY KEY, customer INTEGER, amount INTEGER)');
    return $db;
}
