package org.mekiki.model;

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

  /** Bytes that it holds; float32 Gaussians unless overridden. */
  default long bytes(ModelManifest manifest) {
    return manifest.memoryBytes();
  }

  /** Releases it; called once, by its last user. */
  default void release(M scorer) {}
}
