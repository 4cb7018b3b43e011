package org.mekiki.model.signing;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mekiki.text.FileFault;
import org.mekiki.text.Sha256;
import org.mekiki.text.Text;
import org.mekiki.text.TextFile;

/**
 * Ed25519 keys in PEM files, as {@code openssl genpkey -algorithm ed25519} and {@code openssl pkey
 * -pubout} write them: PKCS #8 and X.509 SubjectPublicKeyInfo, not encrypted.
 */
public final class SigningKeys {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final long MAX_FILE_BYTES = 64 * 1024;
  private static final int FINGERPRINT_CHARACTERS = 16;
  private static final int LINE = 64;

  private SigningKeys() {}

  /** A new pair. */
  public static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(ManifestSigner.ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * Writes a pair: the private key for nobody but its owner to read.
   *
   * @throws IOException if a file is there already, or can't be written
   */
  public static void write(KeyPair pair, Path privateFile, Path publicFile) throws IOException {
    for (Path file : List.of(privateFile, publicFile)) {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
    }
    try {
      Files.createFile(
          privateFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (UnsupportedOperationException e) { // no POSIX file system: its folder has to protect
      Files.createFile(privateFile);
    }
    try {
      Files.writeString(privateFile, pem(PRIVATE, pair.getPrivate()));
      Files.writeString(publicFile, pem(PUBLIC, pair.getPublic()), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      // Half a pair can't be used, and would keep the next one from its place.
      Files.deleteIfExists(privateFile);
      if (!(e instanceof FileAlreadyExistsException)) {
        Files.deleteIfExists(publicFile);
      }
      throw e;
    }
  }

  /**
   * The key that signs.
   *
   * @throws SigningKeyException if there is no such key in the file
   */
  public static PrivateKey privateKey(Path file) {
    List<byte[]> blocks = blocks(file, PRIVATE);
    if (blocks.size() != 1) {
      throw new SigningKeyException(
          file + " holds " + blocks.size() + " private keys; one is valid", null);
    }
    try {
      return factory().generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
    } catch (GeneralSecurityException e) {
      throw notEd25519(file, "private", e);
    }
  }

  /**
   * The keys that are trusted: all of one file.
   *
   * @throws SigningKeyException if there is none, or one that is no Ed25519 key
   */
  public static List<PublicKey> publicKeys(Path file) {
    List<PublicKey> keys = new ArrayList<>();
    for (byte[] block : blocks(file, PUBLIC)) {
      try {
        keys.add(factory().generatePublic(new X509EncodedKeySpec(block)));
      } catch (GeneralSecurityException e) {
        throw notEd25519(file, "public", e);
      }
    }
    return keys;
  }

  /** Tells keys apart, for people: the beginning of the SHA-256 of a public key's encoding. */
  public static String fingerprint(PublicKey key) {
    return Sha256.hex(key.getEncoded()).substring(0, FINGERPRINT_CHARACTERS);
  }

  private static List<byte[]> blocks(Path file, String label) {
    String text;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new SigningKeyException(
            file + " is larger than " + MAX_FILE_BYTES + " bytes: that is not a key", null);
      }
      text = TextFile.read(file);
    } catch (IOException e) {
      throw new SigningKeyException("key file " + file + " can't be read: " + FileFault.of(e), e);
    }
    Pattern block = Pattern.compile("-----BEGIN " + label + "-----([^-]*)-----END " + label + "-");
    Matcher matcher = block.matcher(text);
    List<byte[]> found = new ArrayList<>();
    while (matcher.find()) {
      try {
        found.add(Base64.getMimeDecoder().decode(matcher.group(1)));
      } catch (IllegalArgumentException e) {
        throw notEd25519(file, label.equals(PRIVATE) ? "private" : "public", e);
      }
    }
    if (found.isEmpty()) {
      throw new SigningKeyException(
          file + " holds no '" + label + "' in PEM; 'mekiki models keygen FILE' makes a pair",
          null);
    }
    return found;
  }

  private static SigningKeyException notEd25519(Path file, String which, Exception cause) {
    return new SigningKeyException(
        "the " + which + " key in " + file + " is not an Ed25519 key", cause);
  }

  private static KeyFactory factory() throws GeneralSecurityException {
    return KeyFactory.getInstance(ManifestSigner.ALGORITHM);
  }

  private static String pem(String label, Key key) {
    Base64.Encoder encoder = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
    return Text.of(
        "-----BEGIN %s-----\n%s\n-----END %s-----\n",
        label, encoder.encodeToString(key.getEncoded()), label);
  }
}
