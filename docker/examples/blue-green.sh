#!/usr/bin/env bash
# A deploy as a pipeline runs it: the new version next to the old one, tested with an override, then a part of the
# traffic, then all of it, then the old one is removed. Whatever goes wrong before that, and on an abort of the job
# (SIGTERM, SIGINT), the old destination is put back. It can be run again after any end, and goes on.
#
#   blue-green.sh internal /host/world /tmp/world-v2
#
# What is particular to a site are commands in variables. Each gets NAMESPACE, PREFIX and NEW, and OVERRIDE, the dtab
# that leads a single request to the new version; one that fails aborts the deploy. One that is empty is left out.
#
#   DEPLOY   deploys the new version next to the old one
#   TEST     tests it, with OVERRIDE in the header l5d-dtab of its requests
#   CHECK    is run when PERCENT of the traffic are on it: looks at its success rate, or asks a person on /dev/tty
#   RETIRE   removes the old version, to which nothing leads any more
#
#   PERCENT  how much the new version gets before CHECK; 10
#   WAIT     how long a step may take to reach every proxy; 60s
#   GRACE    seconds in which proxies finish what they had begun before RETIRE; 5
#   READY    seconds that the new version may take to be found; 60
#
# Where the server is: NAMERCTL_BASE_URL (http://127.0.0.1:4180) and DTABD_ADMIN_URL (the admin ports of all replicas).
set -euo pipefail

if [ $# -ne 3 ]; then
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
  exit 64
fi
export NAMESPACE=$1 PREFIX=$2 NEW=$3
export OVERRIDE="$PREFIX => $NEW"
API=${NAMERCTL_BASE_URL:-http://127.0.0.1:4180}
DTABD=${DTABD:-dtabd}
PERCENT=${PERCENT:-10} WAIT=${WAIT:-60s} GRACE=${GRACE:-5} READY=${READY:-60}
stage='the beginning' child='' writing=no undo=no

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

stage() {
  stage=$1
  say "== $stage"
}

# The shell runs a trap only when what it waits for has ended, so that is waited for where a signal gets through.
run() {
  "$@" &
  child=$!
  wait "$child"
  child=
}

hook() {
  [ -z "$1" ] || run bash -euc "$1"
}

write() (
  trap '' INT TERM
  exec "$@"
)

# What writes is never killed: its write could still arrive after the abort. What only waits may be.
shift_traffic() {
  writing=yes
  run write "$DTABD" shift "$NAMESPACE" "$PREFIX" --to "$NEW" "$@"
  writing=no
  run "$DTABD" shift "$NAMESPACE" "$PREFIX" --to "$NEW" "$@" --wait="$WAIT"
}

at_end() {
  status=$?
  trap - EXIT
  trap '' INT TERM
  [ "$status" -ne 0 ] || exit 0
  if [ -n "$child" ]; then
    [ "$writing" = yes ] || kill "$child" 2>/dev/null || true
    wait "$child" || true
  fi
  say "stopped in: $stage (status $status)"
  if [ "$undo" = yes ]; then
    say "putting the old destination back"
    if shift_traffic --abort; then
      say "$PREFIX leads where it led before"
    else
      say "COULD NOT MAKE SURE OF THAT. Run: dtabd shift $NAMESPACE $PREFIX --to $NEW --abort --wait"
    fi
  fi
  exit "$status"
}
trap at_end EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

found() {
  curl -sfG --max-time 5 "$API/api/1/resolve/$NAMESPACE" \
    --data-urlencode "path=$PREFIX" --data-urlencode "dtab=$OVERRIDE" | grep -q '"type":"bound","addrs":\[{'
}

move() {
  stage "deploy $NEW next to it"
  hook "${DEPLOY:-}"
  for ((i = 0; ; i++)); do
    ! found || break
    [ "$i" -lt "$READY" ] || { say "nothing is found at $NEW after $READY s" >&2; exit 1; }
    run sleep 1
  done

  stage "test it, with $OVERRIDE"
  hook "${TEST:-}"

  undo=yes
  stage "$PERCENT% of the traffic"
  shift_traffic --percent "$PERCENT"

  stage "check it"
  hook "${CHECK:-}"

  stage "all of the traffic, with the old version to fall back to"
  shift_traffic --finish
  hook "${TEST:-}"
}

stage "the current version"
current=$("$DTABD" dtab get "$NAMESPACE" --pretty=false | tr ';' '\n' | grep -F "$PREFIX=>" | tail -n 1) ||
  { say "$NAMESPACE has no dentry for $PREFIX" >&2; exit 1; }
say "$current"
[ "$current" = "$PREFIX=>$NEW" ] || move
stage "clean up"
undo=no
shift_traffic --clean-up
run sleep "$GRACE"
hook "${RETIRE:-}"
say "== done: $PREFIX leads to $NEW"
