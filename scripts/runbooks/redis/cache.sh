#!/bin/sh
# What the steps of cache-ttl.job.json do, and the servers of the example: sh cache.sh start|stop|keep|install|ping|purge|others …
set -eu
action=$1
ask() { redis-cli -h "${redis%:*}" -p "${redis##*:}" "$@"; }
wait_for() { # What has to come true within ten seconds.
    left=100
    until "$@" > /dev/null 2>&1; do
        [ $left -gt 0 ] || { echo "Not within 10 s: $*" >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done
}
ended() { [ ! -e "$1" ] || ! kill -0 "$2"; } # Both servers take their file away.

case $action in
start)   # ROOT PORT REDIS
    redis=$4
    redis-server --daemonize yes --bind "${redis%:*}" --port "${redis##*:}" --save '' --appendonly no \
        --dir "$2" --pidfile "$2/run/redis.pid" --logfile "$2/logs/redis.log" > /dev/null
    wait_for ask ping
    setsid python3 app/shop.py "$2" "$3" "$redis" >> "$2/logs/shop.log" 2>&1 < /dev/null &
    wait_for test -s "$2/run/shop.pid" ;;
stop)    # ROOT
    for pid in "$2"/run/*.pid; do
        [ -e "$pid" ] || continue
        number=$(cat "$pid")
        kill -TERM "$number" 2>/dev/null || continue
        wait_for ended "$pid" "$number"
    done ;;
keep)    mkdir -p "$2/previous" && cp "$2/cache.json" "$2/previous/$3" ;;  # ROOT RUN
install) # FILE ROOT. Replaced as a whole, so the shop reads no half of it.
    cp "$2" "$3/cache.json.new"
    mv "$3/cache.json.new" "$3/cache.json" ;;
ping)    redis=$2; ask ping ;;
purge)   # REDIS ROUTE. Only the pages of the route: never FLUSH.
    redis=$2
    ask --scan --pattern "page:$3" | while read -r key; do ask UNLINK "$key" < /dev/null; done | wc -l ;;
others)  # REDIS PREFIX. Each key that does not begin so: its name, the SHA-1 of its bytes (DUMP), and when it ends. For small caches:
         # one script looks at all of them, and nobody else is served meanwhile.
    redis=$2
    ask EVAL "local all, cursor = {}, '0'
        repeat
            local found = redis.call('SCAN', cursor, 'COUNT', 500)
            cursor = found[1]
            for _, key in ipairs(found[2]) do
                if key:sub(1, #ARGV[1]) ~= ARGV[1] then
                    table.insert(all, key .. ' ' .. redis.sha1hex(redis.call('DUMP', key)) .. ' ' .. redis.call('PEXPIRETIME', key))
                end
            end
        until cursor == '0'
        table.sort(all)
        return all" 0 "$3" | sort -u ;;
*)       echo "cache.sh: unknown action $action" >&2; exit 64 ;;
esac
