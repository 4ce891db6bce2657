#!/bin/sh
# Somebody who asks for a page ten times a second, until this is ended: sh visitors.sh ADDRESS
while curl -s -o /dev/null "$1"; do sleep 0.1; done
