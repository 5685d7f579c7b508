package io.dtabd.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What a disk's refusal means to the one who asked the store. */
final class DiskFailure {

  private DiskFailure() {}

  /**
   * @param what what was to be done, as in "cannot ..."
   */
  static StoreException reading(String what, IOException e) {
    return failure(what, "", e);
  }

  /** Of a write that changed nothing. */
  static StoreException writing(String what, IOException e) {
    return failure(what, "; nothing was changed", e);
  }

  /** The system's words. */
  static String reason(Exception e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied: " + denied.getFile();
      case NoSuchFileException missing -> "no such file: " + missing.getFile();
      case NotDirectoryException file -> "not a folder: " + file.getFile();
      case FileSystemException other when other.getReason() != null ->
          other.getReason() + ": " + other.getFile();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  private static StoreException failure(String what, String consequence, IOException e) {
    String message = "cannot " + what + ": " + reason(e) + consequence;
    return e instanceof AccessDeniedException
        ? new StoreException.Forbidden(message, e)
        : new StoreException.Unavailable(message, StoreException.Outcome.NOT_DONE, e);
  }
}
