package org.mekiki.padim.matrix;

/**
 * Four rows of a product AᵀB of float64 matrices: the one inner loop of folding, factoring,
 * inverting and solving. Matrices are rows of an array, from a position on, with a stride that is a
 * multiple of {@link #COLUMNS}. Thread-safe.
 */
public interface ProductKernel {
  /** Columns of A, and so rows of the product, that are taken together. */
  int ROWS = 4;

  /** Columns of B are taken in multiples of this: a register of AVX-512. */
  int COLUMNS = 8;

  /**
   * {@code product[r·columns + c] = Σ_k a[atA + k·strideA + r] · b[atB + k·strideB + c]} for r
   * below {@link #ROWS}, c below {@code columns} and k below {@code count}.
   *
   * @param columns a multiple of {@link #COLUMNS}
   */
  void multiply(
      double[] a,
      int atA,
      int strideA,
      double[] b,
      int atB,
      int strideB,
      int count,
      int columns,
      double[] product);

  /** The least multiple of {@link #COLUMNS} that is enough. */
  static int padded(int columns) {
    return (columns + COLUMNS - 1) / COLUMNS * COLUMNS;
  }

  /** The fastest on this JVM. */
  static ProductKernel fastest() {
    return hasVectorModule() ? new VectorProductKernel() : plain();
  }

  /** Plain loops, whatever this JVM has. */
  static ProductKernel plain() {
    return new PlainProductKernel();
  }

  /**
   * Whether the {@code jdk.incubator.vector} module is there, of the boot layer or loaded since.
   */
  static boolean hasVectorModule() {
    try {
      Class.forName(
          "jdk.incubator.vector.Vector", false, VectorProductKernel.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
