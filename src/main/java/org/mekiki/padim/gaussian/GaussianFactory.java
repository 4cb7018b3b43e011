package org.mekiki.padim.gaussian;

/** Makes the running Gaussians of some patches; {@code RunningGaussian::new} by default. */
@FunctionalInterface
public interface GaussianFactory {
  /** Running Gaussians that have seen nothing. */
  MultivariateGaussian create(int patches, int dimensions);
}
