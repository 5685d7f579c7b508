package io.dtabd.bench.replicas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients were told, for comparing it with what etcd has.
 *
 * <p>Inside: {@code floor} is the highest number that somebody has had an answer about. A read that
 * begins afterwards must not be below it, or reads are not linearizable.
 */
final class Ledger {

  /** Attempts that were acknowledged, and with which revision. */
  final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  /** The revisions of numbers that were acknowledged. */
  final SortedMap<Long, Long> numbers = new ConcurrentSkipListMap<>();

  /** Attempts of which it is not known whether they were done. */
  final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /** Attempts that were answered as not done. */
  final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** What was read, by its revision. */
  final Map<Long, Count> read = new ConcurrentHashMap<>();

  final LongAdder reads = new LongAdder();
  final LongAdder staleReads = new LongAdder();
  final LongAdder failedReads = new LongAdder();
  final LongAdder overtaken = new LongAdder();

  private final AtomicLong floor = new AtomicLong();
  private final List<String> faults = new ArrayList<>();

  /** What a read that begins now must find at least. */
  long floor() {
    return floor.get();
  }

  void read(long least, String tag, Count found) {
    reads.increment();
    if (found.number() < least) {
      fault("a read found " + found.number() + " when " + least + " was known");
    }
    note(tag, found);
    floor.accumulateAndGet(found.number(), Math::max);
  }

  /** A read that said of itself that it may be old. */
  void staleRead(String tag, Count found) {
    staleReads.increment();
    note(tag, found);
  }

  private void note(String tag, Count found) {
    Count before = read.putIfAbsent(revision(tag), found);
    if (before != null && !before.equals(found)) {
      fault("version " + revision(tag) + " was " + before + " and then " + found);
    }
  }

  void acknowledged(Count count, String tag) {
    if (acknowledged.put(count.attempt(), revision(tag)) != null) {
      fault(count + " was acknowledged twice");
    }
    if (numbers.put(count.number(), revision(tag)) != null) {
      fault("two were told that they had made it " + count.number());
    }
    floor.accumulateAndGet(count.number(), Math::max);
  }

  void fault(String what) {
    synchronized (faults) {
      faults.add(what);
    }
  }

  List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /** The revision of etcd that an ETag stands for. */
  static long revision(String tag) {
    return Long.parseLong(new String(Base64.getDecoder().decode(tag.replace("\"", "")), UTF_8));
  }
}
