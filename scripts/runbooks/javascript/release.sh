#!/bin/sh
# The steps of a release: sh release.sh tag|untag|export|remove|switch|restart|stop|purge …
set -eu
action=$1
stop() {
    pid=$1/run/node.pid
    [ -e "$pid" ] || return 0
    number=$(cat "$pid") left=100
    kill -TERM "$number" 2>/dev/null || { rm -f "$pid"; return 0; }
    while [ -e "$pid" ] && kill -0 "$number" 2>/dev/null; do
        [ $left -gt 0 ] || { echo "The server $number does not end." >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done
}

case $action in
tag)     # REPOSITORY TAG. A tag never moves: what is called v1.1.0 stays what it was.
    [ -z "$(git -C "$2" status --porcelain)" ] || { echo "Not committed: $(git -C "$2" status --porcelain | head -n 1)" >&2; exit 1; }
    if found=$(git -C "$2" rev-parse -q --verify "refs/tags/$3^{commit}"); then
        [ "$found" = "$(git -C "$2" rev-parse HEAD)" ] ||
            { echo "The tag $3 is of another commit: $(git -C "$2" log -1 --format=%s "$3")." >&2; exit 1; }
        echo there
    else
        git -C "$2" tag -a "$3" -m "Release $3"
        echo made
    fi ;;
untag)   # REPOSITORY TAG made|there. What was there before stays.
    [ "$4" != made ] || git -C "$2" tag -d "$3" > /dev/null 2>&1 || true ;;
export)  # REPOSITORY TAG ROOT. What is released is what is tagged, not what lies in the folder.
    rm -rf "$4/releases/$3"
    mkdir -p "$4/releases/$3"
    git -C "$2" archive "$3" | tar -x -C "$4/releases/$3" ;;
remove)  rm -rf "$2/releases/$3" ;;
switch)  ln -sfn "$3" "$2/current" ;;
stop)    stop "$2" ;;
restart) # ROOT ENVIRONMENT PORT
    stop "$2"
    SHOP_PID=$2/run/node.pid SHOP_ENVIRONMENT=$3 SHOP_PORT=$4 \
        setsid node "$2/current/server.js" >> "$2/logs/shop.log" 2>&1 < /dev/null &
    left=100
    until [ -e "$2/run/node.pid" ]; do
        [ $left -gt 0 ] || { tail -n 3 "$2/logs/shop.log" >&2; exit 1; }
        left=$((left - 1)); sleep 0.1
    done ;;
purge)   # ROOT ROUTE. Only the pages of the route; nginx writes the key of each into its file.
    grep -rlaE "^KEY: $3" "$2/cache" | while read -r page; do rm "$page"; echo x; done | wc -l ;;
*)       echo "release.sh: unknown action $action" >&2; exit 64 ;;
esac
