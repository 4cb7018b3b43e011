package org.mekiki.model;

import java.util.Optional;

/**
 * Makes what scores out of a verified model: a {@code Padim} with its network, a whole inspector.
 * The repository keeps it while it may be in use and then releases it.
 *
 * @param <M> what scores; safe for use by several threads
 */
public interface ModelFactory<M> {
  /**
   * Makes it, before it is served: here memory is laid out and kernels are warmed up.
   *
   * @throws ModelRefusedException if nothing can be made of this model
   */
  M create(VerifiedModel model);

  /**
   * Makes it from what this machine has kept of an earlier {@link #create}, without the model's
   * chunks; empty if it has kept nothing.
   *
   * @throws ModelRefusedException if nothing can be made of this model
   */
  default Optional<M> recall(ModelManifest manifest) {
    return Optional.empty();
  }

  /** Bytes of the heap that it will hold; float32 Gaussians unless overridden. */
  default long bytes(ModelManifest manifest) {
    return manifest.memoryBytes();
  }

  /** Bytes of the heap that this one holds. */
  default long bytes(ModelManifest manifest, M scorer) {
    return bytes(manifest);
  }

  /** Releases it; called once, by its last user. */
  default void release(M scorer) {}
}
