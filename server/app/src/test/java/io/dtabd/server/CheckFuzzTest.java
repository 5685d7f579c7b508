package io.dtabd.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.dtabd.config.Config;
import io.dtabd.config.ConfigException;
import io.dtabd.config.StorageConfig;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code check} accepts starts, and what it refuses does not, with the same words: for random
 * changes of valid configurations.
 */
class CheckFuzzTest {

  private static final int MUTANTS = 200;

  /** Of the mutants, so that none of the three ends is the only one that is tried. */
  private static final int LEAST = MUTANTS / 20;

  @TempDir private Path folder;

  private interface Attempt {
    void run() throws StartException;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void checkAcceptsWhatStartsAndNothingElse(long seed) throws Exception {
    CheckedFiles.writeTo(folder);
    var mutants = new ConfigMutants(folder);
    var random = new Random(seed);
    int unread = 0;
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      byte[] text = mutants.next(random);
      Config config;
      try {
        config = Config.read("mutant", new ByteArrayInputStream(text));
      } catch (ConfigException e) {
        unread++;
        continue;
      }
      String which = "mutant %d of seed %d: %s".formatted(i, seed, new String(text, UTF_8));
      boolean hadFolder = dataFolder(config).filter(Files::exists).isPresent();
      Optional<String> checked = reason(which, () -> Dtabd.check(config));
      if (!hadFolder) {
        assertThat(dataFolder(config).filter(Files::exists)).as(which).isEmpty();
      }
      Optional<String> started = reason(which, () -> Dtabd.build(config).close());
      assertThat(checked).as(which).isEqualTo(started);
      refused += checked.isPresent() ? 1 : 0;
    }
    System.out.printf(
        "seed %d: of %d mutants %d are not read, %d cannot start%n",
        seed, MUTANTS, unread, refused);
    assertThat(refused).isGreaterThan(LEAST);
    assertThat(MUTANTS - unread - refused).isGreaterThan(LEAST);
  }

  private static Optional<Path> dataFolder(Config config) {
    return config.storage() instanceof StorageConfig.File file
        ? Optional.of(file.dir())
        : Optional.empty();
  }

  /** Empty if it succeeds. */
  private static Optional<String> reason(String which, Attempt attempt) {
    try {
      attempt.run();
      return Optional.empty();
    } catch (StartException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      return fail(which, e);
    }
  }
}
