#!/bin/sh
# What the steps of server-config.job.json do: sh config.sh ACTION ROOT STATE [WHAT]
set -eu
files='etc/nginx/nginx.conf etc/cron.d/shop etc/systemd/system/shop.service'

# A file is replaced as a whole, so nobody reads half of it; cron reads no name with a dot.
copy() {
    for file in $files; do
        [ -e "$1/$file" ] || continue
        mkdir -p "$2/${file%/*}"
        cp -p "$1/$file" "$2/$file.new"
        mv "$2/$file.new" "$2/$file"
    done
}

action=$1 root=${2%/} state=$3
case $action in
drift)  # Fails with the differences where somebody has edited by hand what the last run installed.
    [ -d "$state/installed" ] || exit 0
    changed=0
    for file in $files; do
        diff -u --label "installed/$file" --label "by hand/$file" "$state/installed/$file" "$root/$file" || changed=1
    done
    [ $changed = 0 ] || { echo 'Edited by hand since the last run: take it into the candidate, or roll it back.' >&2; exit 1; } ;;
next)   # What is live, with the candidate over it.
    rm -rf "$state/next"
    mkdir -p "$state/next/etc"
    cp -a "$root/etc/nginx" "$state/next/etc/"
    copy "$root" "$state/next"
    copy "$4" "$state/next" ;;
check-unit)  # systemd only warns of a word that it does not know, and ignores it: here that is an error. Other units are not our affair.
    said=$(systemd-analyze verify --man=no "$state/next/etc/systemd/system/shop.service" 2>&1) || { echo "$said" >&2; exit 1; }
    case $said in *shop.service*) echo "$said" >&2; exit 1 ;; esac ;;
keep)   copy "$root" "$state/previous/$4" ;;
install)
    copy "$state/$4" "$root"
    copy "$state/$4" "$state/installed" ;;
reload) # Here $3 is the program that reads the units again; cron sees by itself that a file is another one. nginx says nothing where it
        # goes on with the old configuration, so this waits until its old workers take no more visitors.
    master=$(cat "$root/run/nginx.pid")
    workers=$(cat "/proc/$master/task/$master/children")
    nginx -s reload -p "$root" -c "$root/etc/nginx/nginx.conf"
    left=100
    for worker in $workers; do
        while [ -e "/proc/$worker" ] && ! grep -qs 'shutting down' "/proc/$worker/cmdline"; do
            [ $left -gt 0 ] || { echo 'nginx goes on with its old configuration: look into its error log.' >&2; exit 1; }
            left=$((left - 1)); sleep 0.1
        done
    done
    "$3" daemon-reload ;;
*)      echo "config.sh: unknown action $action" >&2; exit 64 ;;
esac
