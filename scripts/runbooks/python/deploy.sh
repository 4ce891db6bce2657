#!/bin/sh
# The deploy of the service, by its steps: sh deploy.sh install|configure|migrate|switch|restart|stop|remove ROOT [RELEASE [WHAT …]]
set -eu
action=$1 root=$2 release=${3-} pid=$2/run/service.pid

stop() {
    [ -e "$pid" ] || return 0
    number=$(cat "$pid") left=100
    kill -TERM "$number" 2>/dev/null || { rm -f "$pid"; return 0; }
    while [ -e "$pid" ] && kill -0 "$number" 2>/dev/null; do
        [ $left -gt 0 ] || { echo "The service $number does not end." >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done
}

case $action in
install)  # The package becomes the release, all at once; what does not compile never gets there.
    rm -rf "$root/releases/$release" "$root/releases/.$release"
    cp -r "$4" "$root/releases/.$release"
    python3 -m compileall -q "$root/releases/.$release"
    mv "$root/releases/.$release" "$root/releases/$release" ;;
configure)  # Each release has a configuration of its own, so the way back has that of before. The values come by the environment.
    (umask 077; python3 -c 'import json, os; print(json.dumps({
        "host": os.environ["SHOP_HOST"], "port": int(os.environ["SHOP_PORT"]),
        "payments": os.environ["SHOP_PAYMENTS"], "token": os.environ["SHOP_TOKEN"]}))' > "$root/releases/$release/config.json") ;;
migrate)  python3 "$root/releases/$release/migrate.py" "$root/shop.db" "$4" ${5-} ;;
switch)   ln -sfn "$release" "$root/current" ;;
restart)
    stop
    setsid python3 "$root/current/service.py" "$root" >> "$root/logs/service.log" 2>&1 < /dev/null &
    left=100
    until [ -e "$pid" ]; do
        [ $left -gt 0 ] || { tail -n 3 "$root/logs/service.log" >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done ;;
stop)     stop ;;
remove)   rm -rf "$root/releases/$release" ;;
*)        echo "deploy.sh: unknown action $action" >&2; exit 64 ;;
esac
