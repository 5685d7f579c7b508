package io.dtabd.store;

import static java.lang.System.Logger.Level.DEBUG;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders that are not there yet on the way to one, so that a trial can take away those that it
 * made.
 *
 * @param innermostFirst absolute
 */
record MissingFolders(List<Path> innermostFirst) {

  private static final System.Logger log = System.getLogger(FileDtabStore.class.getName());

  static MissingFolders to(Path folder) {
    var missing = new ArrayList<Path>();
    Path at = folder.toAbsolutePath();
    while (at != null && !Files.exists(at, NOFOLLOW_LINKS)) {
      missing.add(at);
      at = at.getParent();
    }
    return new MissingFolders(List.copyOf(missing));
  }

  /** One that something is in by now stays, and so do those that it is in. */
  void takeAway() {
    for (Path folder : innermostFirst) {
      try {
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        log.log(DEBUG, "{0} stays: {1}", folder, DiskFailure.reason(e));
        return;
      }
    }
  }
}
