# shellcheck shell=bash
# Sourced by jdk.sh: fetches a JDK into dtabd's cache, with curl or wget, tar, and sha256sum or shasum. It has to run
# on macOS as well: bash 3.2, and the BSD variants of its tools.

# Adoptium redirects from here to the archive of the newest release, beside which it publishes ARCHIVE.sha256.txt.
JDK_API=https://api.adoptium.net/v3/binary/latest
# Seconds before the second and the third attempt.
JDK_PAUSES="2 10"
# A transfer ends when it gets less than 20 KB/s for this many seconds, or takes an hour.
JDK_STALL=30

jdk_say() { printf 'dtabd: %s\n' "$*" >&2; }

jdk_cache() { printf '%s\n' "${XDG_CACHE_HOME:-$HOME/.cache}/dtabd"; }

# Prints Adoptium's name of this platform, such as linux/x64; fails where dtabd fetches nothing.
jdk_platform() {
  local os arch
  case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=mac ;;
    *) return 1 ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    *) return 1 ;;
  esac
  # A JDK that was built for glibc does not start on musl.
  if [ "$os" = linux ]; then
    case $(ldd --version 2>&1 || true) in *musl*) os=alpine-linux ;; esac
  fi
  printf '%s/%s\n' "$os" "$arch"
}

# Prints where the JDK comes from: the archive itself, or the place that redirects to it.
jdk_source() {
  local platform
  if [ -n "${DTABD_JDK_URL:-}" ]; then
    printf '%s\n' "$DTABD_JDK_URL"
  elif platform=$(jdk_platform); then
    printf '%s\n' "$JDK_API/$JDK_RELEASE/ga/$platform/jdk/hotspot/normal/eclipse"
  else
    return 1
  fi
}

# Fetches a JDK and prints its home. Run it in a command substitution: it removes its temporary folder when that ends,
# however it ends.
fetch_jdk() {
  local cache url expected actual
  jdk_tools || return 1
  cache=$(jdk_cache)
  if ! mkdir -p "$cache" || ! fetching=$(mktemp -d "$cache/.jdk-XXXXXX"); then
    jdk_say "Cannot write to $cache; make it writable, or set XDG_CACHE_HOME to a folder that is"
    return 1
  fi
  trap 'rm -rf "$fetching"' EXIT
  # What a killed or crashed run left there.
  find "$cache" -maxdepth 1 -name '.jdk-*' -mtime +1 -exec rm -rf {} + || true

  url=$(jdk_archive) || return 1
  # The checksum comes first: without one, the archive is not worth fetching.
  expected=$(jdk_published_sum "$url") || return 1
  jdk_say "Fetching $url into $cache"
  if ! jdk_retry jdk_download "$url" "$fetching/archive" meter; then
    jdk_say "Could not fetch $url: $(jdk_why)." \
      "Check the network and the proxy settings (https_proxy), or set DTABD_JDK_URL to the URL of a mirror's archive"
    return 1
  fi
  actual=$(jdk_sum "$fetching/archive")
  if [ "$actual" != "$expected" ]; then
    jdk_say "Wrong checksum: $url has SHA-256 $actual, not $expected as published beside it." \
      "Nothing was unpacked. Retry; if it happens again, fetch from elsewhere with DTABD_JDK_URL"
    return 1
  fi
  jdk_install "$url" "$cache"
}

jdk_tools() {
  local missing=
  command -v curl >/dev/null 2>&1 || command -v wget >/dev/null 2>&1 || missing="curl or wget"
  command -v tar >/dev/null 2>&1 || missing="${missing:+$missing, }tar"
  command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 ||
    missing="${missing:+$missing, }sha256sum or shasum"
  [ -n "$missing" ] || return 0
  jdk_say "Cannot fetch a JDK without $missing on PATH; install that, or a JDK $JDK_RELEASE"
  return 1
}

# Prints the URL of the archive.
jdk_archive() {
  local source target
  if ! source=$(jdk_source); then
    jdk_say "Cannot fetch a JDK for $(uname -s) on $(uname -m): dtabd knows Linux and macOS on x64 and aarch64." \
      "Install a JDK $JDK_RELEASE and set JAVA_HOME to it, or set DTABD_JDK_URL to the URL of an archive of one"
    return 1
  fi
  if [ -n "${DTABD_JDK_URL:-}" ]; then
    case $DTABD_JDK_URL in
      https://* | http://* | file:///*) printf '%s\n' "$DTABD_JDK_URL" && return ;;
    esac
    jdk_say "Invalid DTABD_JDK_URL: $DTABD_JDK_URL; it has to be the https, http or file URL of a .tar.gz"
    return 1
  fi
  if ! target=$(jdk_retry jdk_location "$source"); then
    jdk_say "Could not ask Adoptium for a JDK at $source: $(jdk_why)." \
      "Check the network and the proxy settings (https_proxy), or set DTABD_JDK_URL to the URL of a mirror's archive"
    return 1
  fi
  printf '%s\n' "$target"
}

# Prints the SHA-256 that is published beside the archive $1.
jdk_published_sum() {
  local suffix status sum
  for suffix in .sha256.txt .sha256; do
    status=0
    jdk_retry jdk_download "$1$suffix" "$fetching/sum" || status=$?
    case $status in
      0)
        sum=$(grep -oE '[0-9a-fA-F]{64}' "$fetching/sum" | tr 'A-F' 'a-f' | sed -n 1p) || true
        [ -z "$sum" ] || { printf '%s\n' "$sum" && return; }
        jdk_say "Invalid checksum: $1$suffix contains no SHA-256 of 64 hexadecimal digits; publish one there"
        return 1
        ;;
      1)
        jdk_say "Could not fetch the checksum $1$suffix: $(jdk_why)." \
          "Check the network and the proxy settings (https_proxy), or set DTABD_JDK_URL to the URL of a mirror's archive"
        return 1
        ;;
    esac
  done
  jdk_say "Checksum missing: the server has neither $1.sha256.txt nor $1.sha256 ($(jdk_why))." \
    "dtabd unpacks nothing without one; publish it beside the archive"
  return 1
}

# Unpacks the archive and moves the JDK into the cache in one step, so that others see a whole one or none.
jdk_install() {
  local home='' top version name said candidate
  mkdir "$fetching/unpacked"
  if ! said=$(tar -xzof "$fetching/archive" -C "$fetching/unpacked" 2>&1); then
    jdk_say "Could not unpack $1 in $2: $(printf '%s' "$said" | tail -n 1)." \
      "It has to be a .tar.gz, and needs 300 MB of disk"
    return 1
  fi
  for candidate in "$fetching"/unpacked/*/Contents/Home "$fetching"/unpacked/*; do
    [ -n "$home" ] || [ -z "$(jdk_version "$candidate")" ] || home=$candidate
  done
  version=$(jdk_version "$home")
  if [ -z "$version" ] || [ "$version" -lt "$JDK_RELEASE" ]; then
    jdk_say "$1 contains ${version:+JDK $version, }no JDK $JDK_RELEASE or newer; set DTABD_JDK_URL to an archive with one"
    return 1
  fi
  if ! said=$("$home/bin/java" -version 2>&1); then
    jdk_say "The JDK of $1 does not start: $(printf '%s' "$said" | tail -n 1)." \
      "This machine needs one for $(jdk_platform || uname -sm)"
    return 1
  fi
  name=jdk-$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/release")
  home=${home#"$fetching"/unpacked/}
  top=${home%%/*}
  home=${home#"$top"}
  mv "$fetching/unpacked/$top" "$fetching/$name"
  # Of a target folder that is there, mv makes rename(2), which fails unless that is empty: another run was first.
  if ! mv -f "$fetching/$name" "$2/" 2>"$fetching/why" && [ -z "$(jdk_version "$2/$name$home")" ]; then
    jdk_say "Could not move the JDK to $2/$name: $(jdk_why); remove what is there"
    return 1
  fi
  printf '%s\n' "$2/$name$home"
}

jdk_sum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | sed 's/[^0-9a-f].*//'
}

# Repeats a command that fails with 1, which another attempt may mend; 2 means that the server refused.
jdk_retry() {
  local pause status
  for pause in $JDK_PAUSES end; do
    status=0
    "$@" || status=$?
    [ "$status" = 1 ] && [ "$pause" != end ] || return "$status"
    jdk_say "$2: $(jdk_why); retrying in $pause s"
    sleep "$pause"
  done
}

# Prints why the last transfer failed.
jdk_why() {
  local why
  why=$(grep . "$fetching/why" | tail -n 1) || true
  printf '%s\n' "${why:-no reason was given}"
}

# Fetches $1 into the file $2, once; with a third argument, shows progress on a terminal.
jdk_download() {
  local options code=000 status=0 bound=
  : >"$fetching/why"
  if command -v curl >/dev/null 2>&1; then
    options=(-fL -o "$2" -w '%{http_code}' --connect-timeout 15 --max-time 3600
      --speed-limit 20480 --speed-time "$JDK_STALL")
    # No redirect leads from https to http.
    case $1 in https:*) options+=(--proto "=https") ;; esac
    if [ -n "${3:-}" ] && [ -t 2 ]; then
      code=$(curl -# "${options[@]}" "$1") || status=$?
      [ "$status" = 0 ] || echo "curl failed with status $status" >"$fetching/why"
    else
      code=$(curl -sS "${options[@]}" "$1" 2>"$fetching/why") || status=$?
    fi
    [ "$status" != 0 ] || return 0
    case $code in
      408 | 429) return 1 ;;
      4??) return 2 ;;
      *) [ "$status" != 37 ] || return 2 ;; # a file: URL without a file
    esac
  else
    ! command -v timeout >/dev/null 2>&1 || bound="timeout 3600"
    # shellcheck disable=SC2046,SC2086  # commands and arguments
    ! LC_ALL=C $bound wget $(jdk_wget_bounds) -O "$2" "$1" 2>"$fetching/why" || return 0
    ! jdk_refused || return 2
  fi
  return 1
}

# Prints where $1 redirects to, without going there.
jdk_location() {
  local said target=
  : >"$fetching/why"
  if command -v curl >/dev/null 2>&1; then
    said=$(curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' --connect-timeout 15 --max-time 60 \
      "$1" 2>"$fetching/why") || return 1
    target=${said#* }
    echo "HTTP/1.1 $said" >"$fetching/why"
  else
    # shellcheck disable=SC2046  # arguments
    LC_ALL=C wget -S --spider $(jdk_wget_bounds) "$1" 2>"$fetching/why" || true
    target=$(tr -d '\r' <"$fetching/why" | sed -n 's/^ *[Ll]ocation: *\([^ ]*\).*/\1/p' | sed -n 1p)
  fi
  case $target in
    *.tar.gz) printf '%s\n' "$target" && return ;;
  esac
  ! jdk_refused || return 2
  return 1
}

# Prints the options that bound wget, of those that it has: GNU's has both, BusyBox's may have neither.
jdk_wget_bounds() {
  case $(LC_ALL=C wget --help 2>&1 || true) in
    *--tries*) echo "-T $JDK_STALL -t 1" ;;
    *" -T"* | *"	-T"*) echo "-T $JDK_STALL" ;;
  esac
}

# Whether the last transfer ended with a status of 400 to 417, except 408 (a timeout).
jdk_refused() { grep -Eq '(ERROR |HTTP/1\.[01] )4(0[0-79]|1[0-7])' "$fetching/why"; }
