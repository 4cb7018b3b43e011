package org.mekiki.stream.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.message.MissingSchemaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.mekiki.image.PixelFormat;
import org.mekiki.inspect.Frame;
import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;
import org.mekiki.stream.avro.FrameFormat;
import org.mekiki.text.Text;

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

  private final Origin origin;
  private final RegisteredSchemas schemas;
  private final ReferencedPictures pictures;

  /** Frames without an id are named by their place alone. */
  public FrameReader() {
    this(Origin.NONE, RegisteredSchemas.NONE, ReferencedPictures.NONE);
  }

  /**
   * @param origin of the frames, for the ids of those that have none
   * @param schemas of the registry that frames may be written with
   * @param pictures that records may refer to
   */
  public FrameReader(Origin origin, RegisteredSchemas schemas, ReferencedPictures pictures) {
    this.origin = origin;
    this.schemas = schemas;
    this.pictures = pictures;
  }

  /**
   * Reads a record, and the picture that it refers to.
   *
   * @throws UnscorableException if it is no frame
   * @throws TimeoutException if the registry is needed and away: it may be read later
   */
  public Frame read(InputRecord input) {
    return read(input, fetch(input));
  }

  /** Whether a record only refers to its picture. */
  public boolean refers(InputRecord input) {
    return (isEmpty(input.value()) || isMessage(input.value()))
        && input.header(FrameHeaders.REFERENCE) != null;
  }

  /**
   * The picture that a record refers to; empty if the record refers to none, or is a picture.
   *
   * @throws UnscorableException if it can't be had
   */
  public Optional<byte[]> fetch(InputRecord input) {
    return refers(input) ? FrameReference.of(input).map(pictures::fetch) : Optional.empty();
  }

  /**
   * Reads a record whose picture has been brought.
   *
   * @param picture of {@link #fetch}
   * @throws UnscorableException if it is no frame
   * @throws TimeoutException if the registry is needed and away: it may be read later
   */
  public Frame read(InputRecord input, Optional<byte[]> picture) {
    byte[] value = input.value();
    if (!isEmpty(value)) {
      return isMessage(value) ? fromAvro(input, picture) : fromImage(input, value);
    }
    return fromImage(
        input,
        picture.orElseThrow(
            () ->
                new UnscorableException(
                    Rejection.EMPTY_VALUE,
                    "the record has no value; send an image file's bytes, a Frame in Avro, or a"
                        + " reference in headers")));
  }

  private static boolean isEmpty(byte[] value) {
    return value == null || value.length == 0;
  }

  private boolean isMessage(byte[] value) {
    return isAvro(value) || isRegistered(value);
  }

  /** The record's value, where it is meant to be an image file. */
  public static Optional<Frame.Content> image(InputRecord input) {
    byte[] value = input.value();
    return isEmpty(value) || isAvro(value)
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

  private Frame fromImage(InputRecord input, byte[] picture) {
    String camera = FrameFields.camera(input.keyText(), input);
    return new Frame(
        camera,
        FrameFields.id(orElse(input.header(FrameHeaders.FRAME_ID), origin.id(input.position()))),
        FrameFields.model(input.header(FrameHeaders.MODEL), camera),
        FrameFields.legal(FrameFields.capturedAt(input)),
        FrameFields.sequence(input.header(FrameHeaders.SEQUENCE)),
        new Frame.Encoded(picture, FrameFields.bits(input.header(FrameHeaders.BITS))),
        FrameFields.attributes(input));
  }

  private Frame fromAvro(InputRecord input, Optional<byte[]> picture) {
    org.mekiki.stream.avro.Frame frame = decode(input.value());
    String camera = FrameFields.camera(orElse(frame.getCamera(), input.keyText()), input);
    String model = orElse(frame.getModel(), input.header(FrameHeaders.MODEL));
    Map<String, String> attributes = FrameFields.attributes(input);
    attributes.putAll(frame.getAttributes());
    return new Frame(
        camera,
        FrameFields.id(
            orElse(
                frame.getFrameId(),
                orElse(input.header(FrameHeaders.FRAME_ID), origin.id(input.position())))),
        FrameFields.model(model, camera),
        FrameFields.legal(
            frame.getCapturedAt() == null ? FrameFields.capturedAt(input) : frame.getCapturedAt()),
        frame.getSequence() == null ? OptionalLong.empty() : OptionalLong.of(frame.getSequence()),
        content(frame, input, picture),
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
          Text.of(
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
        Rejection.UNREADABLE_FRAME, "the value is not a readable Frame in Avro: " + why, cause);
  }

  private static String fingerprint(byte[] value) {
    return value.length < AVRO_HEADER_BYTES
        ? "(cut off)"
        : Text.of(
            "%016x",
            ByteBuffer.wrap(value, 2, Long.BYTES)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getLong());
  }

  private static Frame.Content content(
      org.mekiki.stream.avro.Frame frame, InputRecord input, Optional<byte[]> picture) {
    byte[] data = new byte[frame.getData().remaining()];
    frame.getData().duplicate().get(data);
    if (picture.isPresent() && data.length > 0) {
      throw new UnscorableException(
          Rejection.BAD_METADATA,
          Text.of(
              "the Frame has %d bytes of data, and header %s says that its picture lies elsewhere;"
                  + " send one of them",
              data.length, FrameHeaders.REFERENCE));
    }
    byte[] bytes = picture.orElse(data);
    return frame.getFormat() == FrameFormat.ENCODED
        ? new Frame.Encoded(bytes, FrameFields.bits(frame, input))
        : new Frame.Raw(
            PixelFormat.valueOf(frame.getFormat().name()),
            frame.getWidth(),
            frame.getHeight(),
            frame.getStride(),
            bytes);
  }

  private static String orElse(String value, String other) {
    return value == null || value.isEmpty() ? other : value;
  }
}
