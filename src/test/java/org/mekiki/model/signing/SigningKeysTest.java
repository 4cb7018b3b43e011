package org.mekiki.model.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mekiki.model.ManifestVerifier;

class SigningKeysTest {
  /** Written by OpenSSL 3: genpkey -algorithm ed25519, pkey -pubout. */
  private static final String OPENSSL_PRIVATE =
      "-----BEGIN PRIVATE KEY-----\n"
          + "MC4CAQAwBQYDK2VwBCIEID/V3Nz2IdcE3yQA7nLHxOgUSC4cpq0rZGjYbaJLp7Wa\n"
          + "-----END PRIVATE KEY-----\n";

  private static final String OPENSSL_PUBLIC =
      "-----BEGIN PUBLIC KEY-----\n"
          + "MCowBQYDK2VwAyEAwl9rfQ+2XfVM6F8Cq2RriEdCDcaRjkqg/A9W8nYlH58=\n"
          + "-----END PUBLIC KEY-----\n";

  @TempDir Path folder;

  @Test
  void readsThePairThatItWrote() throws IOException {
    KeyPair pair = SigningKeys.generate();
    Path privateFile = folder.resolve("models.pem");
    Path publicFile = folder.resolve("models.pem.pub");

    SigningKeys.write(pair, privateFile, publicFile);

    assertThat(SigningKeys.privateKey(privateFile)).isEqualTo(pair.getPrivate());
    assertThat(SigningKeys.publicKeys(publicFile)).containsExactly(pair.getPublic());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateFile)))
        .isEqualTo("rw-------");
  }

  @Test
  void neverOverwritesAKey() throws IOException {
    Path privateFile = Files.writeString(folder.resolve("models.pem"), "precious");

    assertThatThrownBy(
            () -> SigningKeys.write(SigningKeys.generate(), privateFile, folder.resolve("x")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(privateFile).hasContent("precious");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void leavesNoPrivateKeyBehindWhereThePublicOneIsThere() throws IOException {
    Path publicFile = Files.writeString(folder.resolve("models.pem.pub"), "precious");
    Path privateFile = folder.resolve("models.pem");

    assertThatThrownBy(() -> SigningKeys.write(SigningKeys.generate(), privateFile, publicFile))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("models.pem.pub");
    assertThat(publicFile).hasContent("precious");
    assertThat(privateFile).doesNotExist();
  }

  @Test
  void readsWhatOpensslWrites() throws IOException {
    byte[] text = "a manifest".getBytes(StandardCharsets.UTF_8);
    List<PublicKey> keys = SigningKeys.publicKeys(file(OPENSSL_PUBLIC));

    byte[] signature = ManifestSigner.of(SigningKeys.privateKey(file(OPENSSL_PRIVATE))).sign(text);

    ManifestVerifier.of(keys).verify("part", text, signature);
    assertThat(SigningKeys.fingerprint(keys.get(0))).matches("[0-9a-f]{16}");
  }

  @Test
  void readsSeveralPublicKeysOfOneFile() throws IOException {
    assertThat(SigningKeys.publicKeys(file(OPENSSL_PUBLIC + "# the old one\n" + OPENSSL_PUBLIC)))
        .hasSize(2);
  }

  @Test
  void saysWhichFileHoldsNoKeyAndWhy() throws Exception {
    Path none = file("nothing of the kind");
    assertThatThrownBy(() -> SigningKeys.privateKey(none))
        .isInstanceOf(SigningKeyException.class)
        .hasMessage(
            none + " holds no 'PRIVATE KEY' in PEM; 'mekiki models keygen FILE' makes a pair");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> SigningKeys.publicKeys(absent))
        .hasMessageStartingWith("key file " + absent + " can't be read");
    Path swapped = file(OPENSSL_PUBLIC);
    assertThatThrownBy(() -> SigningKeys.privateKey(swapped))
        .hasMessageContaining("holds no 'PRIVATE KEY'");
    byte[] rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
    Path foreign =
        file(
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(rsa)
                + "\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> SigningKeys.privateKey(foreign))
        .hasMessage("the private key in " + foreign + " is not an Ed25519 key");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "key", ".pem"), text);
  }
}
