package org.mekiki.stream.codec;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.ModelKeys;
import org.mekiki.text.Text;

/** What is beside the picture of a frame, with what is valid for each. */
final class FrameFields {
  private static final int MOST_BITS = 16;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private FrameFields() {}

  static String camera(String camera, InputRecord input) {
    if (camera == null) {
      throw new UnscorableException(
          Rejection.NO_CAMERA,
          "the record at "
              + input.position()
              + " has no key and names no camera; send the camera id as the record's key");
    }
    if (camera.length() > FrameReader.LONGEST_CAMERA) {
      throw new UnscorableException(
          Rejection.NO_CAMERA,
          Text.of(
              "the camera id at %s has %d characters; valid: 1 to %d",
              input.position(), camera.length(), FrameReader.LONGEST_CAMERA));
    }
    return camera;
  }

  static String id(String frameId) {
    if (frameId.length() > FrameReader.LONGEST_FRAME_ID) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          Text.of(
              "the frame's id has %d characters; valid: 1 to %d",
              frameId.length(), FrameReader.LONGEST_FRAME_ID));
    }
    return frameId;
  }

  static String model(String given, String camera) {
    String model = given == null || given.isEmpty() ? camera : given;
    if (!ModelKeys.legal(model)) {
      throw new UnscorableException(
          Rejection.NO_MODEL,
          "'" + model + "' can't be a model; valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -");
    }
    return model;
  }

  static Instant capturedAt(InputRecord input) {
    String text = input.header(FrameHeaders.CAPTURED_AT);
    if (text != null) {
      try {
        return text.chars().allMatch(Character::isDigit)
            ? Instant.ofEpochMilli(Long.parseLong(text))
            : Instant.parse(text);
      } catch (DateTimeException | NumberFormatException e) {
        throw new UnscorableException(
            Rejection.BAD_METADATA,
            "header captured-at is '"
                + text
                + "'; valid: ISO 8601 in UTC (2026-01-31T12:00:00Z) or milliseconds since 1970",
            e);
      }
    }
    return Instant.ofEpochMilli(input.timestamp());
  }

  /** A clock may be wrong by years, but a year of five digits is no date that all readers take. */
  static Instant legal(Instant capturedAt) {
    if (capturedAt.isBefore(EARLIEST) || capturedAt.isAfter(LATEST)) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          Text.of(
              "the frame was captured at %s, it says; valid: %s to %s",
              capturedAt, EARLIEST, LATEST));
    }
    return capturedAt;
  }

  static OptionalLong sequence(String text) {
    if (text == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new UnscorableException(
          Rejection.BAD_METADATA, "header sequence is '" + text + "'; valid: a whole number", e);
    }
  }

  static int bits(org.mekiki.stream.avro.Frame frame, InputRecord input) {
    int bits = frame.getBits();
    if (bits < 0 || bits > MOST_BITS) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          "the frame's bits are " + bits + "; 0 to " + MOST_BITS + " are valid");
    }
    return bits > 0 ? bits : bits(input.header(FrameHeaders.BITS));
  }

  static int bits(String text) {
    if (text == null) {
      return 0;
    }
    if (!text.matches("[1-9]|1[0-6]")) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          "header bits is '" + text + "'; 1 to 16 are valid: how many bits the camera uses");
    }
    return Integer.parseInt(text);
  }

  static Map<String, String> attributes(InputRecord input) {
    Map<String, String> attributes = new HashMap<>();
    for (Header header : input.headers()) {
      if (header.key().startsWith(FrameHeaders.ATTRIBUTE_PREFIX) && header.value() != null) {
        attributes.put(
            header.key().substring(FrameHeaders.ATTRIBUTE_PREFIX.length()),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return attributes;
  }
}
