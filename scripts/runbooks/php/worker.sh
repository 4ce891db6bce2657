#!/bin/sh
# Starts and drains the worker of a site: sh worker.sh start|drain ROOT. With systemd it is: systemctl start|stop shop-worker.
set -eu
action=$1 root=$2 pid=$2/run/worker.pid
case $action in
start)
    [ ! -e "$pid" ] || ! kill -0 "$(cat "$pid")" 2>/dev/null || exit 0
    setsid php "$root/current/worker.php" "$root/shop.db" "$pid" >> "$root/logs/worker.log" 2>&1 < /dev/null & ;;
drain)  # It ends the task that it has, and takes no other.
    [ -e "$pid" ] || exit 0
    number=$(cat "$pid")
    kill -TERM "$number" 2>/dev/null || { rm -f "$pid"; exit 0; }
    left=300
    while kill -0 "$number" 2>/dev/null; do
        [ $left -gt 0 ] || { echo "The worker $number has not ended its task within 30 s; it still runs." >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done ;;
*)  echo "worker.sh: unknown action $action" >&2; exit 64 ;;
esac
