package org.mekiki;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes as accidents and attackers do. The same seed gives the same damage. */
public final class Mutations {
  private static final int[] TELLING = {0, 1, -1, 0x7fffffff, 0x80000000, 0xffff, 0x7f, 0x10000};

  private final Random random;

  public Mutations(long seed) {
    random = new Random(seed);
  }

  /** A damaged copy, one to four times over. */
  public byte[] damage(byte[] original) {
    byte[] bytes = original.clone();
    for (int i = random.nextInt(4); i >= 0 && bytes.length > 4; i--) {
      bytes = once(bytes);
    }
    return bytes;
  }

  private byte[] once(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(1 + random.nextInt(16), bytes.length - at);
    return switch (random.nextInt(9)) {
      case 0 -> flip(bytes, at);
      case 1 -> flip(bytes, random.nextInt(Math.min(64, bytes.length)));
      case 2 -> Arrays.copyOf(bytes, at);
      case 3 -> replaced(bytes, at, length, randomBytes(length));
      case 4 -> replaced(bytes, at, length, new byte[0]);
      case 5 -> replaced(bytes, at, 0, randomBytes(length));
      case 6 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      case 7 -> telling(bytes, Math.min(at, bytes.length - 4));
      default -> telling(bytes, random.nextInt(Math.min(64, bytes.length - 3)));
    };
  }

  private byte[] flip(byte[] bytes, int at) {
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    return bytes;
  }

  /** A number that is often a limit, in either byte order and two widths. */
  private byte[] telling(byte[] bytes, int at) {
    int value = TELLING[random.nextInt(TELLING.length)];
    boolean little = random.nextBoolean();
    int width = random.nextBoolean() ? 4 : 2;
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (value >> 8 * (little ? i : width - 1 - i));
    }
    return bytes;
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    byte[] result = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, result, 0, at);
    System.arraycopy(by, 0, result, at, by.length);
    System.arraycopy(bytes, at + length, result, at + by.length, bytes.length - at - length);
    return result;
  }

  private byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
