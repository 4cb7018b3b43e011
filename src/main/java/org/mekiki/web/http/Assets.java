package org.mekiki.web.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mekiki.text.Sha256;

/**
 * The page's files, read from the jar at start. An address is looked up in this fixed table and
 * never made into a path, so nothing else can be asked for.
 */
public final class Assets {
  public static final String PAGE = "index.html";

  /** Of which there is a file with all texts of the page; English comes first. */
  public static final List<String> LANGUAGES = List.of("en", "de", "ja");

  private static final String FOLDER = "/web/";
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put(PAGE, "text/html; charset=utf-8");
    TYPES.put("mekiki.css", "text/css; charset=utf-8");
    TYPES.put("icon.svg", "image/svg+xml");
    for (String script :
        new String[] {
          "main",
          "texts",
          "line",
          "grid",
          "stage",
          "detail",
          "camera",
          "anomaly",
          "history",
          "teach",
          "alarms",
          "keys",
          "setup",
          "areas",
          "arearow",
          "drawing",
          "histogram",
          "sight",
          "chart",
          "controls",
          "pictures",
          "format",
          "dom"
        }) {
      TYPES.put(script + ".js", "text/javascript; charset=utf-8");
    }
    for (String language : LANGUAGES) {
      TYPES.put("texts." + language + ".json", "application/json; charset=utf-8");
    }
  }

  private final Map<String, Asset> assets = new LinkedHashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  private record Asset(String type, byte[] bytes, String etag) {}

  /**
   * Reads them.
   *
   * @throws UncheckedIOException if one is missing in the jar
   */
  public Assets() {
    TYPES.forEach(
        (name, type) -> {
          byte[] bytes = read(name);
          assets.put(name, new Asset(type, bytes, etag(bytes)));
        });
  }

  /** Answers with the file of that name; false where there is none. */
  public boolean serve(Context context, String name) {
    Asset asset = assets.get(name);
    if (asset == null) {
      return false;
    }
    context.header(Header.CACHE_CONTROL, "no-cache").header(Header.ETAG, asset.etag());
    if (asset.etag().equals(context.header(Header.IF_NONE_MATCH))) {
      context.status(HttpStatus.NOT_MODIFIED);
    } else {
      context.contentType(asset.type()).result(asset.bytes());
    }
    return true;
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IOException("the jar has no " + FOLDER + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String etag(byte[] bytes) {
    byte[] hash = Sha256.digest().digest(bytes);
    return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"';
  }
}
