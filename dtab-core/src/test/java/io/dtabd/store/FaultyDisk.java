package io.dtabd.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real disk, on which something can be put in the way of each step. */
final class FaultyDisk implements Disk {

  /** Runs before a step, in its thread; the step fails with what it throws. */
  @FunctionalInterface
  interface Fault {
    void before(String step, Path file) throws IOException;
  }

  private record Step(Thread thread, String what) {}

  private static final Fault NONE = (_, _) -> {};

  private final Disk disk = new LocalDisk();
  private final List<Step> steps = new CopyOnWriteArrayList<>();
  private volatile Fault fault = NONE;

  void set(Fault fault) {
    this.fault = fault;
  }

  /** Every {@code step} fails. */
  void fail(String step, IOException with) {
    set(
        (name, _) -> {
          if (name.equals(step)) {
            throw with;
          }
        });
  }

  void mend() {
    fault = NONE;
  }

  /** What was done that changes the disk, by any thread. */
  List<String> steps() {
    return steps.stream().map(Step::what).toList();
  }

  /** What this thread did that changes the disk, as in {@code link 0000000000000001.dtab}. */
  List<String> stepsOfThisThread() {
    return steps.stream()
        .filter(step -> step.thread().equals(Thread.currentThread()))
        .map(Step::what)
        .toList();
  }

  private void before(String step, Path file) throws IOException {
    fault.before(step, file);
    steps.add(new Step(Thread.currentThread(), step + " " + file.getFileName()));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    fault.before("list", folder);
    return disk.list(folder);
  }

  @Override
  public boolean isFolder(Path path) {
    return disk.isFolder(path);
  }

  @Override
  public Stamp stamp(Path file) throws IOException {
    fault.before("stamp", file);
    return disk.stamp(file);
  }

  @Override
  public byte[] read(Path file, int limit) throws IOException {
    fault.before("read", file);
    return disk.read(file, limit);
  }

  @Override
  public void write(Path file, byte[] content, Optional<String> author, Instant modified)
      throws IOException {
    before("write", file);
    disk.write(file, content, author, modified);
  }

  @Override
  public Optional<String> author(Path file) {
    return disk.author(file);
  }

  @Override
  public void link(Path file, Path name) throws IOException {
    before("link", name);
    disk.link(file, name);
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    fault.before("makeFolder", folder);
    disk.makeFolder(folder);
  }

  @Override
  public void sync(Path folder) throws IOException {
    before("sync", folder);
    disk.sync(folder);
  }

  @Override
  public void delete(Path file) throws IOException {
    before("delete", file);
    disk.delete(file);
  }
}
