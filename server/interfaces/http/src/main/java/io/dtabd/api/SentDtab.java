package io.dtabd.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.dtabd.dtab.Dtab;
import io.dtabd.dtab.DtabSyntaxException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A dtab as a client has sent it.
 *
 * @param warning why it may not be what was meant, though it can be read; on one line
 */
record SentDtab(Dtab dtab, Optional<String> warning) {

  /**
   * @throws IllegalArgumentException if the body is not a dtab of that type; the message says what
   *     is wrong and where
   */
  static SentDtab read(MediaType type, ByteBuffer body) {
    return switch (type) {
      case JSON -> ofJson(StrictUtf8.decode(body));
      case DTAB, TEXT, SOURCE -> ofText(body);
    };
  }

  /** namerd reads {@code null} as a list without entries. */
  private static SentDtab ofJson(String text) {
    return text.strip().equals("null")
        ? new SentDtab(Dtab.EMPTY, Optional.of("the body is null, which is the empty dtab"))
        : new SentDtab(DtabJson.read(text), Optional.empty());
  }

  private static SentDtab ofText(ByteBuffer body) {
    String text;
    try {
      text = StrictUtf8.decode(body);
    } catch (IllegalArgumentException e) {
      return ofLatin1(body, e);
    }
    Dtab dtab = Dtab.read(text);
    return new SentDtab(dtab, isSwallowed(text) ? Optional.of(swallowed(dtab)) : Optional.empty());
  }

  /** Comments alone can have other chars than those of ASCII, and mean nothing. */
  private static SentDtab ofLatin1(ByteBuffer body, IllegalArgumentException notUtf8) {
    try {
      return new SentDtab(
          Dtab.read(ISO_8859_1.decode(body.slice()).toString()),
          Optional.of(notUtf8.getMessage() + "; its comments were read as ISO 8859-1"));
    } catch (DtabSyntaxException e) {
      throw notUtf8;
    }
  }

  /** Whether all is one line, and dentries are in a comment: so curl's -d sends a file. */
  private static boolean isSwallowed(String text) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      return false;
    }
    int comment = comment(text);
    return comment >= 0 && text.indexOf("=>", comment) >= 0;
  }

  /**
   * Where the comment of a line begins, negative if it has none. In a label the char is another.
   */
  private static int comment(String line) {
    for (int i = line.indexOf('#'); i >= 0; i = line.indexOf('#', i + 1)) {
      if (i == 0 || " \t;|&*()!~$".indexOf(line.charAt(i - 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private static String swallowed(Dtab dtab) {
    return "the body is one line, and its comment holds dentries, so it was read as %s; curl sends files with their line ends by --data-binary, not by -d"
        .formatted(
            switch (dtab.dentries().size()) {
              case 0 -> "the empty dtab";
              case 1 -> "one dentry";
              default -> dtab.dentries().size() + " dentries";
            });
  }
}
