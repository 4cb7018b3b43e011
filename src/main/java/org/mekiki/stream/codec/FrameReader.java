package org.mekiki.stream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.message.MissingSchemaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.model.ModelKeys;
import org.mekiki.stream.avro.FrameFormat;

/**
 * Record → frame. Forms are told apart by their first bytes: Avro single-object encoding ({@code C3
 * 01}) of {@code Frame}; where there is a schema registry, Confluent's wire format ({@code 00});
 * and anything else, which has to be an image file. Thread-safe.
 */
public final class FrameReader {
  /** Longest id of a camera, in characters: it is in every record, alarm and metric. */
  public static final int LONGEST_CAMERA = 512;

  /** Longest id of a frame, in characters: room for the path of a file. */
  public static final int LONGEST_FRAME_ID = 4096;

  private static final int AVRO_HEADER_BYTES = 10;
  private static final int MOST_BITS = 16;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final Origin origin;
  private final RegisteredSchemas schemas;

  /** Frames without an id are named by their place alone. */
  public FrameReader() {
    this(Origin.NONE, RegisteredSchemas.NONE);
  }

  /**
   * @param origin of the frames, for the ids of those that have none
   * @param schemas of the registry that frames may be written with
   */
  public FrameReader(Origin origin, RegisteredSchemas schemas) {
    this.origin = origin;
    this.schemas = schemas;
  }

  /**
   * Reads a record.
   *
   * @throws UnscorableException if it is no frame
   * @throws TimeoutException if the registry is needed and away: it may be read later
   */
  public Frame read(InputRecord input) {
    byte[] value = input.value();
    if (value == null || value.length == 0) {
      throw new UnscorableException(
          Rejection.EMPTY_VALUE,
          "the record has no value; send an image file's bytes or a Frame in Avro");
    }
    return isAvro(value) || isRegistered(value) ? fromAvro(input) : fromImage(input);
  }

  /** The record's value, where it is meant to be an image file. */
  public static Optional<Frame.Content> image(InputRecord input) {
    byte[] value = input.value();
    return value == null || value.length == 0 || isAvro(value)
        ? Optional.empty()
        : Optional.of(new Frame.Encoded(value));
  }

  /** No picture begins with a zero. */
  private boolean isRegistered(byte[] value) {
    return schemas != RegisteredSchemas.NONE && WireFormat.begins(value);
  }

  private static boolean isAvro(byte[] value) {
    return value.length >= 2 && value[0] == (byte) 0xC3 && value[1] == 0x01;
  }

  private Frame fromImage(InputRecord input) {
    String camera = camera(input.keyText(), input);
    return new Frame(
        camera,
        id(orElse(input.header(FrameHeaders.FRAME_ID), origin.id(input.position()))),
        model(input.header(FrameHeaders.MODEL), camera),
        legal(capturedAt(input)),
        sequence(input.header(FrameHeaders.SEQUENCE)),
        new Frame.Encoded(input.value(), bits(input.header(FrameHeaders.BITS))),
        attributes(input));
  }

  private Frame fromAvro(InputRecord input) {
    org.mekiki.stream.avro.Frame frame = decode(input.value());
    String camera = camera(orElse(frame.getCamera(), input.keyText()), input);
    String model = orElse(frame.getModel(), input.header(FrameHeaders.MODEL));
    Map<String, String> attributes = attributes(input);
    attributes.putAll(frame.getAttributes());
    return new Frame(
        camera,
        id(
            orElse(
                frame.getFrameId(),
                orElse(input.header(FrameHeaders.FRAME_ID), origin.id(input.position())))),
        model(model, camera),
        legal(frame.getCapturedAt() == null ? capturedAt(input) : frame.getCapturedAt()),
        frame.getSequence() == null ? OptionalLong.empty() : OptionalLong.of(frame.getSequence()),
        content(frame, input),
        attributes);
  }

  private org.mekiki.stream.avro.Frame decode(byte[] value) {
    try {
      return AvroCodec.FRAME.decode(value, schemas);
    } catch (UnknownIdException e) {
      throw new UnscorableException(Rejection.UNKNOWN_SCHEMA, e.getMessage(), e);
    } catch (TimeoutException | InterruptException e) {
      throw e;
    } catch (MissingSchemaException e) {
      throw new UnscorableException(
          Rejection.UNKNOWN_SCHEMA,
          String.format(
              Locale.ROOT,
              "the value is Avro of a schema with fingerprint %s, which this build does not know;"
                  + " it reads Frame (schemas/frame.avsc)",
              fingerprint(value)),
          e);
    } catch (IOException e) {
      throw unreadable(e.getMessage(), e);
    } catch (RuntimeException e) { // Avro has many for damaged bytes
      throw unreadable(e.toString(), e);
    }
  }

  private static UnscorableException unreadable(String why, Exception cause) {
    return new UnscorableException(
        Rejection.UNREADABLE_FRAME, "the value is no readable Frame in Avro: " + why, cause);
  }

  private static String fingerprint(byte[] value) {
    return value.length < AVRO_HEADER_BYTES
        ? "(cut off)"
        : String.format(
            Locale.ROOT,
            "%016x",
            ByteBuffer.wrap(value, 2, Long.BYTES)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong());
  }

  private static Frame.Content content(org.mekiki.stream.avro.Frame frame, InputRecord input) {
    ByteBuffer data = frame.getData();
    byte[] bytes = new byte[data.remaining()];
    data.duplicate().get(bytes);
    return frame.getFormat() == FrameFormat.ENCODED
        ? new Frame.Encoded(bytes, bits(frame, input))
        : new Frame.Raw(
            PixelFormat.valueOf(frame.getFormat().name()),
            frame.getWidth(),
            frame.getHeight(),
            frame.getStride(),
            bytes);
  }

  private static String camera(String camera, InputRecord input) {
    if (camera == null) {
      throw new UnscorableException(
          Rejection.NO_CAMERA,
          "the record at "
              + input.position()
              + " has no key and names no camera; send the camera id as the record's key");
    }
    if (camera.length() > LONGEST_CAMERA) {
      throw new UnscorableException(
          Rejection.NO_CAMERA,
          String.format(
              Locale.ROOT,
              "the camera id at %s has %d characters; valid: 1 to %d",
              input.position(),
              camera.length(),
              LONGEST_CAMERA));
    }
    return camera;
  }

  private static String id(String frameId) {
    if (frameId.length() > LONGEST_FRAME_ID) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          String.format(
              Locale.ROOT,
              "the frame's id has %d characters; valid: 1 to %d",
              frameId.length(),
              LONGEST_FRAME_ID));
    }
    return frameId;
  }

  private static String model(String given, String camera) {
    String model = orElse(given, camera);
    if (!ModelKeys.legal(model)) {
      throw new UnscorableException(
          Rejection.NO_MODEL,
          "'" + model + "' can't be a model; valid: 1 to 200 of the characters A-Z a-z 0-9 . _ -");
    }
    return model;
  }

  private static Instant capturedAt(InputRecord input) {
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
  private static Instant legal(Instant capturedAt) {
    if (capturedAt.isBefore(EARLIEST) || capturedAt.isAfter(LATEST)) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          String.format(
              Locale.ROOT,
              "the frame was captured at %s, it says; valid: %s to %s",
              capturedAt,
              EARLIEST,
              LATEST));
    }
    return capturedAt;
  }

  private static OptionalLong sequence(String text) {
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

  private static int bits(org.mekiki.stream.avro.Frame frame, InputRecord input) {
    int bits = frame.getBits();
    if (bits < 0 || bits > MOST_BITS) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          "the frame's bits are " + bits + "; 0 to " + MOST_BITS + " are valid");
    }
    return bits > 0 ? bits : bits(input.header(FrameHeaders.BITS));
  }

  private static int bits(String text) {
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

  private static Map<String, String> attributes(InputRecord input) {
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

  private static String orElse(String value, String other) {
    return value == null || value.isEmpty() ? other : value;
  }
}
