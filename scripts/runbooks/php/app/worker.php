<?php
// The queue worker: php worker.php DB PIDFILE. It writes an invoice for each task, in one transaction with the task's end, so a task
// that was killed is done again and none is done twice. TERM lets it end the task that it has.
declare(strict_types=1);
require __DIR__ . '/db.php';

function say(string $text): void { echo date('c'), " INFO $text\n"; }

[, $file, $pidFile] = $argv;
$db = open($file);
$version = trim(file_get_contents(__DIR__ . '/VERSION'));
$running = true;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$running) { $running = false; });
file_put_contents($pidFile, getmypid());
say("worker $version has started");
while ($running) {
    $task = $db->query('SELECT id, customer FROM tasks WHERE done_by IS NULL ORDER BY id LIMIT 1')->fetch();
    if (!$task) {
        usleep(20_000);
        continue;
    }
    $began = hrtime(true);
    $db->exec('BEGIN IMMEDIATE');
    $sum = (int) $db->query("SELECT sum(amount) FROM orders WHERE customer = {$task['customer']}")->fetchColumn();
    $db->exec("INSERT INTO invoices VALUES ({$task['id']}, {$task['customer']}, $sum)");
    $ms = (hrtime(true) - $began) / 1e6;
    $db->exec("UPDATE tasks SET done_by = '$version', ms = $ms WHERE id = {$task['id']}");
    $db->exec('COMMIT');
}
unlink($pidFile);
say("worker $version has ended its last task");
