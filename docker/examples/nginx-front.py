#!/usr/bin/env python3
"""Keeps an upstream of nginx at what dtabd says a name leads to, so that nginx follows every shift.

  nginx-front.py internal /svc/world /etc/nginx/dtabd/world.conf

The last label of the name is what the upstream is called. Splits become weights; of a failover the first branch that
has addresses is taken. An nginx that reads the file again loses no request. While dtabd is away all stays as it is.

  NAMERCTL_BASE_URL   where dtabd is; http://127.0.0.1:4180
  RELOAD              the command that makes nginx read its configuration again; nginx -s reload
"""
import http.client
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import urlencode, urlsplit

BASE = os.environ.get("NAMERCTL_BASE_URL", "http://127.0.0.1:4180")
RELOAD = os.environ.get("RELOAD", "nginx -s reload")

# nginx refuses an upstream without servers.
NOWHERE = "server 127.0.0.1:9 down;"

# Shares are rounded to this, and so is the smallest that is not nothing.
PARTS = 1000

RECONNECT_SECONDS = 1


class Watch(threading.Thread):
    """A stream of dtabd, opened again when it ends, whose states go to a queue."""

    def __init__(self, question, path, news):
        super().__init__(daemon=True)
        self.target = f"/api/1/{question}?" + urlencode({"path": path, "watch": "true"})
        self.news, self.newest, self.over, self.connection = news, None, False, None
        self.start()

    def end(self):
        self.over = True
        if sock := self.connection and self.connection.sock:
            sock.shutdown(socket.SHUT_RDWR)

    def run(self):
        url = urlsplit(BASE)
        kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
        while not self.over:
            self.connection = connection = kind(url.netloc)
            try:
                connection.request("GET", url.path + self.target)
                response = connection.getresponse()
                if response.status != 200:
                    raise OSError(f"{response.status} {response.read().decode().strip()}")
                while line := response.readline():
                    self.newest = json.loads(line)
                    self.news.put(self)
            except (OSError, http.client.HTTPException, ValueError) as problem:
                if not self.over:
                    print(f"{BASE}{self.target}: {problem}", file=sys.stderr, flush=True)
            connection.close()
            time.sleep(RECONNECT_SECONDS)


def ids(tree):
    """The bound names that a tree is made of."""
    below = [branch["tree"] for branch in tree.get("union", [])] + tree.get("alt", [])
    return {tree["bound"]["id"]} if tree["type"] == "leaf" else {name for branch in below for name in ids(branch)}


def servers(tree, addrs, share=1.0):
    """What a tree leads to now, as nginx writes it: an address, and its share of the requests."""
    if tree["type"] == "leaf":
        found = addrs.get(tree["bound"]["id"], tree["bound"]["addr"]).get("addrs", [])
        weights = [one["meta"].get("endpoint_addr_weight", 1.0) for one in found]
        return [
            (f"[{one['ip']}]" if ":" in one["ip"] else one["ip"], one["port"], share * weight / (sum(weights) or 1.0))
            for one, weight in zip(found, weights)
        ]
    if tree["type"] == "alt":
        return next(filter(None, (servers(branch, addrs, share) for branch in tree["alt"])), [])
    branches = [branch for branch in tree.get("union", []) if branch["weight"] > 0]
    total = sum(branch["weight"] for branch in branches)
    return [one for branch in branches for one in servers(branch["tree"], addrs, share * branch["weight"] / total)]


def upstream(name, found):
    """One text for one meaning. The zone is one state for all of nginx's processes."""
    lines = [f"server {host}:{port} weight={max(1, round(PARTS * share))};" for host, port, share in sorted(found)]
    return "\n  ".join([f"upstream {name} {{", f"zone {name} 256k;", *(lines or [NOWHERE])]) + "\n}\n"


def main(namespace, path, file):
    news = queue.SimpleQueue()
    name, written, addresses = path.rsplit("/", 1)[-1], None, {}
    tree = Watch(f"bind/{namespace}", path, news)
    while True:
        news.get()
        if tree.newest is None:
            continue
        # The tree says which names count, and a stream of its own for each where that is.
        wanted = ids(tree.newest)
        for gone in addresses.keys() - wanted:
            addresses.pop(gone).end()
        for new in wanted - addresses.keys():
            addresses[new] = Watch(f"addr/{namespace}", new, news)
        addrs = {key: watch.newest for key, watch in addresses.items() if watch.newest is not None}
        text = upstream(name, servers(tree.newest, addrs))
        if text != written:
            # Under another name until it is whole.
            with open(file + ".new", "w", encoding="ascii") as out:
                out.write(text)
            os.replace(file + ".new", file)
            written = text
            print(text, end="", flush=True)
            subprocess.run(RELOAD, shell=True, check=False)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
