# shellcheck shell=bash
# Sourced by ./dtabd and ./verify: sets JAVA_HOME to a JDK that can build and run dtabd. If there is none, it fetches
# one, after asking, or explains how to get one.

JDK_RELEASE=25
# shellcheck source=scripts/jdk-fetch.sh
. "${BASH_SOURCE[0]%/*}/jdk-fetch.sh"

# Sets JAVA_HOME to the first JDK that is new enough.
#   DTABD_JDK=fetch        fetches one without asking, if there is none
#   DTABD_JDK_URL=URL      from this archive (.tar.gz), with its SHA-256 in URL.sha256.txt or URL.sha256
find_jdk() {
  local home version places
  places=$(usual_jdks && fetched_jdks)
  while read -r home; do
    version=$(jdk_version "$home")
    if [ -n "$version" ] && [ "$version" -ge "$JDK_RELEASE" ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done <<<"$places"
  echo "dtabd needs a JDK $JDK_RELEASE or newer and found none in JAVA_HOME, on PATH or in the usual folders." >&2
  if may_fetch_jdk; then
    home=$(fetch_jdk) || return 1
    jdk_say "Using the JDK in $home, now and at later starts"
    export JAVA_HOME=$home
  else
    jdk_advice >&2
    return 1
  fi
}

# Prints the feature version of the JDK in $1, or nothing if there is none: a JDK has javac and a release file.
jdk_version() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

usual_jdks() {
  local javac
  printf '%s\n' "${JAVA_HOME:-}"
  if javac=$(command -v javac); then
    dirname "$(dirname "$(readlink -f "$javac")")"
  fi
  printf '%s\n' /usr/lib/jvm/* /opt/java/* /opt/jdk* /opt/*jdk* /usr/local/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home
}

fetched_jdks() {
  local cache
  cache=$(jdk_cache)
  printf '%s\n' "$cache"/jdk-* "$cache"/jdk-*/Contents/Home
}

# Whether a variable or the person at the terminal agrees to a fetch.
may_fetch_jdk() {
  local from what reply
  case ${DTABD_JDK:-} in
    fetch) return 0 ;;
    "") ;;
    *)
      jdk_say "Invalid DTABD_JDK: $DTABD_JDK; the only value is fetch"
      return 1
      ;;
  esac
  [ -t 0 ] && [ -t 2 ] && from=$(jdk_source) || return 1
  what="Eclipse Temurin $JDK_RELEASE for $(jdk_platform || uname -sm)"
  [ -z "${DTABD_JDK_URL:-}" ] || what="the JDK that DTABD_JDK_URL names"
  cat >&2 <<END
It can fetch $what, about 140 MB (300 MB when unpacked),
  from $from
  to   $(jdk_cache)
END
  printf 'Fetch it now? [y/N] ' >&2
  read -r reply || reply=
  case $reply in
    [yY] | [yY][eE][sS]) ;;
    *) return 1 ;;
  esac
}

# Prints the commands that get a JDK onto this machine.
jdk_advice() {
  local root="sudo " codename distribution
  [ "$(id -u)" != 0 ] || root=
  printf '%s\n' "Choose one of these ways, then run the command again." "" \
    "Let dtabd fetch one (about 140 MB, to $(jdk_cache)):" "  DTABD_JDK=fetch $(printf '%q' "$0")"
  if [ "$(uname -s)" = Darwin ]; then
    printf '%s\n' "" "Homebrew:" "  brew install openjdk@$JDK_RELEASE"
  elif command -v apt-get >/dev/null 2>&1; then
    codename=$(os_release UBUNTU_CODENAME)
    [ -n "$codename" ] || codename=$(os_release VERSION_CODENAME)
    cat <<END

Debian, Ubuntu and their relatives:
  ${root}apt-get update && ${root}apt-get install -y wget gpg
  wget -qO - https://packages.adoptium.net/artifactory/api/gpg/key/public | gpg --dearmor | ${root}tee /etc/apt/trusted.gpg.d/adoptium.gpg >/dev/null
  echo "deb https://packages.adoptium.net/artifactory/deb ${codename:-CODENAME} main" | ${root}tee /etc/apt/sources.list.d/adoptium.list
  ${root}apt-get update && ${root}apt-get install -y temurin-$JDK_RELEASE-jdk
END
  elif command -v dnf >/dev/null 2>&1 || command -v yum >/dev/null 2>&1; then
    distribution=$(os_release ID)
    case $distribution in fedora | centos | rocky) ;; *) distribution=rhel ;; esac
    cat <<END

Fedora, RHEL and their relatives:
  printf '%s\n' '[Adoptium]' name=Adoptium 'baseurl=https://packages.adoptium.net/artifactory/rpm/$distribution/\$releasever/\$basearch' enabled=1 gpgcheck=1 gpgkey=https://packages.adoptium.net/artifactory/api/gpg/key/public | ${root}tee /etc/yum.repos.d/adoptium.repo
  ${root}$(command -v dnf >/dev/null 2>&1 && echo dnf || echo yum) install -y temurin-$JDK_RELEASE-jdk
END
  elif command -v apk >/dev/null 2>&1; then
    cat <<END

Alpine:
  ${root}wget -O /etc/apk/keys/adoptium.rsa.pub https://packages.adoptium.net/artifactory/api/security/keypair/public/repositories/apk
  echo https://packages.adoptium.net/artifactory/apk/alpine/main | ${root}tee -a /etc/apk/repositories
  ${root}apk add temurin-$JDK_RELEASE-jdk
END
  fi
  # SDKMAN has no builds for musl.
  command -v apk >/dev/null 2>&1 || cat <<END

SDKMAN (https://sdkman.io):
  sdk install java "\$(sdk list java | grep -oE '${JDK_RELEASE}[.0-9]*-tem' | head -n 1)"
END
  if jdk_platform >/dev/null; then
    cat <<END

An archive, unpacked by hand where dtabd looks:
  mkdir -p ~/.jdks && curl -fL $(DTABD_JDK_URL='' jdk_source) | tar -xz -C ~/.jdks
END
  else
    printf '%s\n' "" "Any other JDK $JDK_RELEASE or newer: set JAVA_HOME to it."
  fi
}

# Prints the value of $1 in /etc/os-release.
os_release() { sed -n "s/^$1=\"\{0,1\}\([^\"]*\).*/\1/p" /etc/os-release 2>/dev/null || true; }

# Runs Maven on that JDK: the one on PATH, or the wrapper, which fetches one.
maven() {
  if command -v mvn >/dev/null 2>&1; then
    mvn -B -ntp "$@"
  else
    # shellcheck disable=SC2153  # of the script that sources this
    "$ROOT/mvnw" -B -ntp "$@"
  fi
}
