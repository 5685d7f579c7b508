package io.dtabd.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dtabd.dtab.Dentry;
import io.dtabd.dtab.Dtab;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;

/**
 * A dtab that a file holds: as text, or as JSON if it begins like that. What {@code get --json}
 * prints is such a file, with its version.
 *
 * @param type the media type of {@code body}
 */
record DtabFile(String type, String body, Optional<String> version) {

  private static final String TEXT = "application/dtab";
  private static final String JSON = "application/json";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  static DtabFile ofText(String text) {
    return new DtabFile(TEXT, text, Optional.empty());
  }

  /**
   * @param argument a file's name, or {@code -} for standard input
   */
  static DtabFile read(String argument, Environment environment) throws FailedCommand {
    String text = text(argument, environment);
    if (!text.startsWith("{") && !text.startsWith("[")) {
      return ofText(text);
    }
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.isArray()) {
        return new DtabFile(JSON, json.toString(), Optional.empty());
      }
      JsonNode dtab = json.path("dtab");
      if (!dtab.isArray()) {
        throw new FailedCommand(
            argument + " is JSON, but neither [{\"prefix\":...,\"dst\":...}] nor {\"dtab\":[...]}");
      }
      String version = json.path("version").asText("");
      return new DtabFile(JSON, dtab.toString(), Optional.of(version).filter(it -> !it.isEmpty()));
    } catch (JsonProcessingException e) {
      throw new FailedCommand(
          "%s is not JSON: line %d, column %d: %s"
              .formatted(
                  argument,
                  e.getLocation().getLineNr(),
                  e.getLocation().getColumnNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  private static String text(String argument, Environment environment) throws FailedCommand {
    try {
      return argument.equals("-")
          ? StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(environment.in().readAllBytes()))
              .toString()
          : Files.readString(environment.directory().resolve(Path.of(argument)));
    } catch (NoSuchFileException e) {
      throw new FailedCommand("there is no file " + argument, e);
    } catch (AccessDeniedException e) {
      throw new FailedCommand("this user may not read " + argument, e);
    } catch (CharacterCodingException e) {
      throw new FailedCommand(argument + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new FailedCommand("cannot read " + argument + ": " + e.getMessage(), e);
    } catch (InvalidPathException e) {
      throw new FailedCommand("'" + argument + "' is not a file name: " + e.getReason(), e);
    }
  }

  /**
   * @param name what errors call the file
   */
  Dtab dtab(String name) throws FailedCommand {
    try {
      if (type.equals(TEXT)) {
        return Dtab.read(body);
      }
      var dentries = new ArrayList<Dentry>();
      for (JsonNode dentry : MAPPER.readTree(body)) {
        dentries.add(
            Dentry.read(dentry.path("prefix").asText() + " => " + dentry.path("dst").asText()));
      }
      return new Dtab(dentries);
    } catch (IllegalArgumentException e) {
      throw new FailedCommand(name + ": " + e.getMessage(), e);
    } catch (JsonProcessingException e) {
      throw new AssertionError("it was written as JSON by this class", e);
    }
  }
}
