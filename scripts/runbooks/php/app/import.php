<?php
// Imports orders: php import.php DB CSV KEY, and takes them back: php import.php DB --undo KEY.
// The rows of a batch, its bad lines and the checkpoint are one transaction. So whenever this is killed, the same key goes on behind
// the last whole batch, and no row is missing or there twice; a row that another import has brought is known by its id.
declare(strict_types=1);
require __DIR__ . '/db.php';

const BATCH = 500;

[, $file, $csv, $key] = $argv;
$db = open($file);
$aside = dirname($file) . "/rejected-$key.txt";
if ($csv === '--undo') {
    $db->beginTransaction();
    foreach (['orders WHERE import', 'rejects WHERE import', 'imports WHERE key'] as $what)
        $db->prepare("DELETE FROM $what = ?")->execute([$key]);
    $db->commit();
    @unlink($aside);
    exit(0);
}

function whyBad(array $row): ?string
{
    return match (true) {
        count($row) !== 4 => count($row) . ' columns instead of 4',
        !preg_match('/^A\d+$/', $row[0]) => 'no order number',
        !ctype_digit($row[1]) => 'no customer number',
        !preg_match('/^\d+\.\d\d$/', $row[2]) => 'no amount',
        date_create_immutable_from_format('!Y-m-d', $row[3])?->format('Y-m-d') !== $row[3] => 'no such day',
        default => null,
    };
}

$sha256 = hash_file('sha256', $csv);
$db->prepare('INSERT OR IGNORE INTO imports VALUES (?, ?, 0, 0, 0, 0, 0)')->execute([$key, $sha256]);
$state = $db->query('SELECT * FROM imports WHERE key = ' . $db->quote($key))->fetch();
if ($state['sha256'] !== $sha256) {
    fwrite(STDERR, "The key $key was used for another file.\n");
    exit(65);
}
$insert = $db->prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING');
$reject = $db->prepare('INSERT INTO rejects VALUES (?, ?, ?, ?)');
$checkpoint = $db->prepare('UPDATE imports SET line = ?, imported = ?, known = ?, rejected = ?, pid = ? WHERE key = ?');
['line' => $from, 'imported' => $imported, 'known' => $known, 'rejected' => $rejected] = $state;

$lines = new SplFileObject($csv);
$line = 0;
$db->beginTransaction();
while (!$lines->eof()) {
    $text = rtrim($lines->fgets(), "\r\n");
    if ($line++ < $from || $text === '')
        continue;
    $row = str_getcsv($text, escape: '');
    if ($reason = whyBad($row)) {
        $reject->execute([$key, $line, $reason, $text]);
        $rejected++;
    } else {
        $insert->execute([$row[0], (int) $row[1], (int) str_replace('.', '', $row[2]), $row[3], $key]);
        $insert->rowCount() ? $imported++ : $known++;
    }
    if ($line % BATCH === 0) {
        $checkpoint->execute([$line, $imported, $known, $rejected, getmypid(), $key]);
        $db->commit();
        $db->beginTransaction();
    }
}
$checkpoint->execute([$line, $imported, $known, $rejected, 0, $key]);
$db->commit();

// What was set aside, for whoever sends the file.
$bad = $db->query('SELECT line, reason, text FROM rejects WHERE import = ' . $db->quote($key) . ' ORDER BY line')->fetchAll();
file_put_contents($aside, implode('', array_map(fn ($one) => "line {$one['line']}: {$one['reason']}: {$one['text']}\n", $bad)));
echo json_encode(['from' => $from, 'imported' => $imported, 'known' => $known, 'rejected' => $rejected, 'aside' => $aside], JSON_UNESCAPED_SLASHES), "\n";
// A file that is bad as a whole is the wrong file.
exit($rejected > ($imported + $known) / 100 ? 1 : 0);
