package io.dtabd.bench.soak;

import java.util.Locale;

/**
 * What the server holds at one moment.
 *
 * @param liveHeapBytes what is reachable, after a full collection
 * @param residentBytes of memory, as the kernel counts; the whole heap is in it
 * @param threads of the kernel
 * @param files open, sockets included
 * @param questions kept live
 * @param idle of those, the ones without a watcher
 * @param connections of the HTTP interface
 * @param nettyBytes that Netty holds outside of the heap, in use or for reuse
 */
record Vitals(
    long liveHeapBytes,
    long residentBytes,
    int threads,
    int files,
    int watchers,
    int questions,
    int idle,
    int connections,
    long nettyBytes) {

  static final String COLUMNS =
      "%9s %9s %9s %7s %6s %8s %9s %6s %11s"
          .formatted(
              "heap MB",
              "RSS MB",
              "Netty MB",
              "threads",
              "files",
              "watchers",
              "questions",
              "idle",
              "connections");

  String row() {
    return String.format(
        Locale.ROOT,
        "%9.1f %9.1f %9.1f %7d %6d %8d %9d %6d %11d",
        liveHeapBytes / 1e6,
        residentBytes / 1e6,
        nettyBytes / 1e6,
        threads,
        files,
        watchers,
        questions,
        idle,
        connections);
  }
}
