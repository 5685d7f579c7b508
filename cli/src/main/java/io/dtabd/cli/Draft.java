package io.dtabd.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A dtab in a file of its own, while someone edits it. The file stays unless it is {@linkplain
 * #discard discarded}, so no work is lost.
 */
final class Draft implements AutoCloseable {

  /** How many lines of what is wrong stand above the text. */
  static final int HEADER_LINES = 2;

  private static final String HEADER = "# dtabd: ";

  private final Path file;
  private final Environment environment;
  private String text;
  private boolean edited;

  private Draft(Path file, String text, Environment environment) {
    this.file = file;
    this.text = text;
    this.environment = environment;
  }

  static Draft of(String namespace, String text, Environment environment) throws FailedCommand {
    try {
      // Created readable by its owner alone.
      Path file = Files.createTempFile(namespace.replaceAll("[^A-Za-z0-9._-]", "_") + "-", ".dtab");
      return new Draft(file, text, environment);
    } catch (IOException e) {
      throw new FailedCommand("cannot make a file to edit: " + e.getMessage(), e);
    }
  }

  Path file() {
    return file;
  }

  String text() {
    return text;
  }

  void edit() throws FailedCommand {
    open("");
  }

  /** Edits again what has a problem, with the problem above it. */
  void edit(String problem) throws FailedCommand {
    open(
        HEADER
            + "not stored: "
            + problem.replaceAll("\\s*[\\r\\n]+\\s*", "; ")
            + "\n"
            + HEADER
            + "mend it and save; leave it as it is to give up\n");
  }

  private void open(String header) throws FailedCommand {
    try {
      Files.writeString(file, header + text);
      runEditor();
      text = withoutHeader(Files.readString(file));
      edited = true;
    } catch (CharacterCodingException e) {
      edited = true;
      throw new FailedCommand("the text is no longer UTF-8; it is in " + file, e);
    } catch (IOException e) {
      throw new FailedCommand("cannot edit " + file + ": " + e.getMessage(), e);
    }
  }

  private void runEditor() throws FailedCommand, IOException {
    String editor =
        environment.variable("VISUAL").or(() -> environment.variable("EDITOR")).orElse("vi");
    // A shell, because the variable may hold options as well.
    Process process =
        new ProcessBuilder(List.of("sh", "-c", editor + " \"$1\"", "sh", file.toString()))
            .inheritIO()
            .start();
    try {
      int status = process.waitFor();
      if (status != 0) {
        edited = true;
        throw new FailedCommand(
            "the editor '%s' ended with status %d, so nothing was updated; the text is in %s"
                .formatted(editor, status, file));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new FailedCommand("interrupted; the text is in " + file, e);
    }
  }

  /** Lines of the header that are still there, and where it was, at the top. */
  private static String withoutHeader(String text) {
    String rest = text;
    for (int i = 0; i < HEADER_LINES && rest.startsWith(HEADER); i++) {
      int end = rest.indexOf('\n');
      rest = end < 0 ? "" : rest.substring(end + 1);
    }
    return rest;
  }

  /** The text is stored, or was never changed: the file is not needed. */
  void discard() {
    edited = false;
  }

  /** Deletes the file, if it holds nothing that would be missed. */
  @Override
  public void close() {
    if (!edited) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        environment.err().println("cannot delete " + file + ": " + e.getMessage());
      }
    }
  }
}
