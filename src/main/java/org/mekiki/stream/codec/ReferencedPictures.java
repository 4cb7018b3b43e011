package org.mekiki.stream.codec;

import org.mekiki.inspect.Rejection;
import org.mekiki.inspect.UnscorableException;

/** Port: brings the pictures that records refer to. Implementations are thread-safe. */
@FunctionalInterface
public interface ReferencedPictures {
  /** Follows no reference: the default, since a record must not make a service read anything. */
  ReferencedPictures NONE =
      reference -> {
        throw new UnscorableException(
            Rejection.REFERENCE_REFUSED,
            "the record refers to "
                + reference.shown()
                + ", but references are not followed; set references.allow to the folders and"
                + " addresses that frames may lie under");
      };

  /**
   * The bytes that a reference names, as many and with the hash that it says.
   *
   * @throws UnscorableException if they are not there, are others, may not be read, or can't be
   *     read now
   */
  byte[] fetch(FrameReference reference);
}
