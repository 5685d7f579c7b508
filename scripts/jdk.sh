# shellcheck shell=bash
# Sourced by ./dtabd and ./verify: sets JAVA_HOME to a JDK that can build and run dtabd, or explains how to get one.

DTABD_JDK=25

# Prints the feature version of the JDK in $1, or nothing if there is none: a JDK has javac and a release file.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  local home version on_path=
  if command -v javac >/dev/null 2>&1; then
    on_path=$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")
  fi
  for home in "${JAVA_HOME:-}" "$on_path" \
      /usr/lib/jvm/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/*jdk* \
      "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
      "$HOME"/.asdf/installs/java/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] || continue
    version=$(jdk_version "$home")
    if [ -n "$version" ] && [ "$version" -ge "$DTABD_JDK" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  cat >&2 <<EOF
dtabd needs a JDK $DTABD_JDK or newer and found none in JAVA_HOME, on PATH or in the usual folders.
Get one in any of these ways, then run this command again:
  Debian, Ubuntu   apt-get install temurin-$DTABD_JDK-jdk   (repository: https://adoptium.net/installation/linux)
  SDKMAN           sdk install java $DTABD_JDK-tem
  macOS            brew install openjdk@$DTABD_JDK
  anywhere         unpack https://adoptium.net/temurin/releases/?version=$DTABD_JDK and set JAVA_HOME to it
EOF
  return 1
}

# Runs Maven on that JDK: the one on PATH, or the wrapper, which fetches one.
maven() {
  if command -v mvn >/dev/null 2>&1; then
    mvn -B -ntp "$@"
  else
    "$ROOT/mvnw" -B -ntp "$@"
  fi
}
