package org.mekiki.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import org.junit.jupiter.api.Test;

class Sha256Test {
  /** FIPS 180-2, appendix B.1. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void isThatOfTheStandard() {
    assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
    assertThat(Sha256.hex(new byte[] {'a', 'b', 'c'})).isEqualTo(OF_ABC);
    MessageDigest digest = Sha256.digest();
    digest.update((byte) 'a');
    digest.update(new byte[] {'b', 'c'});
    assertThat(Sha256.hex(digest)).isEqualTo(OF_ABC);
  }

  @Test
  void isSixtyFourLowerCaseDigits() {
    assertThat(Sha256.check(OF_ABC)).isEqualTo(OF_ABC);
    for (String other :
        new String[] {"", OF_ABC.substring(1), OF_ABC.toUpperCase(java.util.Locale.ROOT)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Sha256.check(other))
          .withMessage("'" + other + "' is not a SHA-256: 64 lower-case hexadecimal digits are");
    }
  }
}
