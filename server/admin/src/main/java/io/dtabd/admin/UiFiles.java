package io.dtabd.admin;

import io.dtabd.net.http.Body;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The admin page's files, as they come with the program under {@code /ui/}.
 *
 * @param version changes with the content of any file
 * @param shell the page that all views begin with
 */
record UiFiles(String version, String shell, Map<String, Asset> assets) {

  private static final String ROOT = "ui/";
  private static final String SHELL = "index.html";

  /** Twelve hexadecimal digits tell any two builds apart. */
  private static final int VERSION_DIGITS = 12;

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html;charset=UTF-8"),
          Map.entry("css", "text/css;charset=UTF-8"),
          Map.entry("js", "text/javascript;charset=UTF-8"),
          Map.entry("mjs", "text/javascript;charset=UTF-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain;charset=UTF-8"),
          Map.entry("md", "text/plain;charset=UTF-8"));

  /**
   * A file.
   *
   * @param gzipped the same, compressed; empty where that is no shorter
   */
  record Asset(String type, Body plain, Optional<Body> gzipped) {}

  UiFiles {
    assets = Map.copyOf(assets);
  }

  /** Reads all of them; some milliseconds for each megabyte. */
  static UiFiles read() throws IOException {
    URL shell = UiFiles.class.getResource("/" + ROOT + SHELL);
    if (shell == null) {
      throw new IOException("the program has no " + ROOT + SHELL + "; is admin-ui in lib?");
    }
    SortedMap<String, byte[]> files =
        shell.openConnection() instanceof JarURLConnection jar
            ? inJar(jar)
            : inFolder(Path.of(URI.create(shell.toString())).resolveSibling(""));
    var assets = new TreeMap<String, Asset>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assets.put(file.getKey(), asset(file.getKey(), file.getValue()));
    }
    return new UiFiles(
        version(files), new String(files.get(SHELL), StandardCharsets.UTF_8), assets);
  }

  private static SortedMap<String, byte[]> inJar(JarURLConnection connection) throws IOException {
    var files = new TreeMap<String, byte[]>();
    connection.setUseCaches(false); // or closing the jar would close it for the class loader too
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : jar.stream().toList()) {
        if (!entry.isDirectory() && entry.getName().startsWith(ROOT)) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(entry.getName().substring(ROOT.length()), in.readAllBytes());
          }
        }
      }
    }
    return files;
  }

  private static SortedMap<String, byte[]> inFolder(Path folder) throws IOException {
    try (var paths = Files.walk(folder)) {
      var files = new TreeMap<String, byte[]>();
      for (Path file : paths.filter(Files::isRegularFile).collect(Collectors.toList())) {
        files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
      return files;
    }
  }

  private static Asset asset(String name, byte[] content) throws IOException {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    var gzipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(gzipped)) {
      out.write(content);
    }
    return new Asset(
        TYPES.getOrDefault(extension, "application/octet-stream"),
        Body.of(content),
        Optional.of(gzipped.toByteArray())
            .filter(shorter -> shorter.length < content.length)
            .map(Body::of));
  }

  private static String version(SortedMap<String, byte[]> files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      files.forEach(
          (name, content) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(Integer.toString(content.length).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(content);
          });
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
