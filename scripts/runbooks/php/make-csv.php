<?php
// Writes orders to import, a few of them bad, as they come from outside: php make-csv.php 100000 orders.csv
$csv = fopen($argv[2], 'w');
for ($i = 1; $i <= (int) $argv[1]; $i++)
    fwrite($csv, match (true) {
        $i % 20011 === 0 => "A$i,17,12.5,2026-11-28\n",
        $i % 25013 === 0 => "A$i,17,12.50,2026-02-30\n",
        $i % 33331 === 0 => "A$i;17;12.50;2026-11-28\n",
        default => sprintf("A%d,%d,%d.%02d,2026-11-%02d\n", $i, $i % 997, $i % 113, $i % 100, 1 + $i % 28),
    });
