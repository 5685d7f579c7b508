# shellcheck shell=bash
# What the scripts that build a program in Go have in common; to be sourced, in the folder with its go.mod.

# Builds a program into ~/.cache/dtabd (or $XDG_CACHE_HOME/dtabd), unless it is there.
#   build_program NAME-VERSION PACKAGE LINKER_FLAGS
# and sets TARGET to where it is.
build_program() {
  TARGET=${XDG_CACHE_HOME:-$HOME/.cache}/dtabd/$1
  if [ ! -x "$TARGET" ]; then
    command -v go >/dev/null 2>&1 || { echo "there is no go on PATH"; exit 1; }
    echo "building $1 into $TARGET: this takes minutes, once"
    mkdir -p "$(dirname "$TARGET")"
    # Under another name until it is whole.
    trap 'rm -f "$TARGET.$$"' EXIT
    go build -trimpath -ldflags="-s -w $3" -o "$TARGET.$$" "$2"
    mv "$TARGET.$$" "$TARGET"
  fi
}
