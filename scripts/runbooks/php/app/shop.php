<?php
// Looks at the shop, and does the small things of its jobs: php shop.php DB WHAT [ARGUMENT].
declare(strict_types=1);
require __DIR__ . '/db.php';

[, $file, $what] = $argv;
$argument = $argv[3] ?? '';
$db = open($file);
$one = fn (string $sql) => $db->query($sql)->fetchColumn();

// Puts tasks into the queue and waits until a worker has done them; returns their rows.
$try = function (int $count, int $seconds) use ($db, $one): array {
    $from = (int) $one('SELECT coalesce(max(id), 0) FROM tasks');
    for ($i = 1; $i <= $count; $i++)
        $db->exec("INSERT INTO tasks (customer) VALUES ($i)");
    for ($wait = 0; $one("SELECT count(*) FROM tasks WHERE id > $from AND done_by IS NULL") > 0; $wait++) {
        if ($wait === $seconds * 100) {
            fwrite(STDERR, "No worker has done a task within $seconds s.\n");
            exit(1);
        }
        usleep(10_000);
    }
    return $db->query("SELECT done_by, ms FROM tasks WHERE id > $from AND id <= $from + $count")->fetchAll();
};

switch ($what) {
    case 'orders':   // How many there are, and what they come to.
        echo implode(' orders, sum ', $db->query('SELECT count(*), coalesce(sum(amount), 0) FROM orders')->fetch(PDO::FETCH_NUM)), "\n";
        break;
    case 'queue':
        echo implode(' tasks, waiting: ', $db->query('SELECT count(*), count(*) - count(done_by) FROM tasks')->fetch(PDO::FETCH_NUM)), "\n";
        break;
    case 'schema':
        echo implode("\n", $db->query('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')->fetchAll(PDO::FETCH_COLUMN)), "\n";
        break;
    case 'dump':     // A copy that fits together, whoever writes meanwhile.
        $copy = tempnam(sys_get_temp_dir(), 'shop');
        unlink($copy);
        $db->exec('VACUUM INTO ' . $db->quote($copy));
        readfile($copy);
        unlink($copy);
        break;
    case 'migrate':  // The statements of the release, up.sql or down.sql; a release may have none.
        if (is_file($sql = __DIR__ . "/$argument.sql"))
            $db->exec(file_get_contents($sql));
        break;
    case 'times':    // How many milliseconds so many tasks take, each on a line.
        echo implode("\n", array_column($try((int) $argument, 60), 'ms')), "\n";
        break;
    case 'version':  // Of the worker that does a task now; fails where it is not the one that was asked for.
        echo $version = $try(1, 3)[0]['done_by'], "\n";
        exit($argument === '' || $argument === $version ? 0 : 1);
    case 'kill-import':  // What a machine without memory does: KILL, as soon as the import has got so far; first to those named behind it.
        while (!($pid = (int) $one("SELECT max(pid) FROM imports WHERE line >= $argument")))
            usleep(2_000);
        foreach ([...array_slice($argv, 4), $pid] as $number)
            posix_kill((int) $number, SIGKILL);
        break;
    default:
        fwrite(STDERR, "shop.php: unknown word $what\n");
        exit(64);
}
