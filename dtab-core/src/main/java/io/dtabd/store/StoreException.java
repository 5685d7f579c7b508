package io.dtabd.store;

/** Why a store did not do what it was asked to. The message is for the user who asked. */
public abstract sealed class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  private StoreException(String message) {
    super(message);
  }

  private StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Create, of a namespace that is there. */
  public static final class AlreadyExists extends StoreException {
    private static final long serialVersionUID = 1L;

    public AlreadyExists(Namespace namespace) {
      super("namespace '" + namespace + "' already exists; update it, or choose another name");
    }
  }

  /** Update or delete, of a namespace that is not there. */
  public static final class NotFound extends StoreException {
    private static final long serialVersionUID = 1L;

    public NotFound(Namespace namespace) {
      super("there is no namespace '" + namespace + "'; check the name");
    }
  }

  /** Update, naming a version that is not the current one. */
  public static final class VersionMismatch extends StoreException {
    private static final long serialVersionUID = 1L;

    public VersionMismatch(Namespace namespace) {
      super(
          "namespace '"
              + namespace
              + "' has another version than the one given; get it again and repeat the change on that");
    }
  }

  /** What is in the store, or was to be written to it, is not acceptable. */
  public static final class Invalid extends StoreException {
    private static final long serialVersionUID = 1L;

    public Invalid(String message) {
      super(message);
    }

    public Invalid(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The store does not permit this to dtabd. */
  public static final class Forbidden extends StoreException {
    private static final long serialVersionUID = 1L;

    public Forbidden(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The store cannot be reached, or cannot write at the moment. */
  public static final class Unavailable extends StoreException {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    public Unavailable(String message, Outcome outcome, Throwable cause) {
      super(message, cause);
      this.outcome = outcome;
    }

    public Unavailable(String message, Outcome outcome) {
      super(message);
      this.outcome = outcome;
    }

    /** Whether the write that failed may have been done. */
    public Outcome outcome() {
      return outcome;
    }
  }

  /** What is known of a write that did not return normally. */
  public enum Outcome {
    /** It was not done and will not be. */
    NOT_DONE,
    /** It may have been done: read before repeating it. */
    UNKNOWN
  }
}
