package org.mekiki.model;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mekiki.model.signing.ManifestSigner;

class ManifestSignatureTest {
  private final KeyPair ours = keys("Ed25519");
  private final KeyPair theirs = keys("Ed25519");
  private final byte[] json = ManifestJson.write(Models.manifest("part", 1, Models.selection(1)));

  @Test
  void takesWhatATrustedKeySigned() {
    byte[] signature = ManifestSigner.of(ours.getPrivate()).sign(json);
    ManifestVerifier verifier = ManifestVerifier.of(List.of(theirs.getPublic(), ours.getPublic()));

    assertThatCode(() -> verifier.verify("part", json, signature)).doesNotThrowAnyException();
  }

  @Test
  void refusesOtherKeysAlteredManifestsAndNonsense() {
    byte[] signature = ManifestSigner.of(ours.getPrivate()).sign(json);
    ManifestVerifier trustsThem = ManifestVerifier.of(List.of(theirs.getPublic()));
    ManifestVerifier trustsUs = ManifestVerifier.of(List.of(ours.getPublic()));
    String message = "the signature of model 'part' is by none of the 1 trusted keys";

    assertThatThrownBy(() -> trustsThem.verify("part", json, signature)).hasMessage(message);
    assertThatThrownBy(() -> trustsUs.verify("part", json, new byte[3])).hasMessage(message);
    json[20]++;
    assertThatThrownBy(() -> trustsUs.verify("part", json, signature)).hasMessage(message);
  }

  @Test
  void refusesUnsignedManifests() {
    ManifestVerifier verifier = ManifestVerifier.of(List.of(ours.getPublic()));

    assertThatThrownBy(() -> verifier.verify("part", json, ManifestSigner.NONE.sign(json)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage("the manifest of model 'part' is not signed; only signed models are taken");
  }

  @Test
  void takesEverythingIfNobodyIsNamed() {
    assertThatCode(() -> ManifestVerifier.NONE.verify("part", json, null))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> ManifestVerifier.of(List.of()))
        .hasMessage("no key is trusted: name at least one");
  }

  @Test
  void runsNoNetworkThatNobodyTrustedHasSigned() {
    byte[] network =
        ManifestJson.write(Models.withGraph("part", 1, Models.bringing(Models.graph())));
    byte[] signature = ManifestSigner.of(ours.getPrivate()).sign(network);
    ManifestVerifier trustsUs = ManifestVerifier.ofNetworks(List.of(ours.getPublic()));
    ManifestVerifier trustsNobody = ManifestVerifier.ofNetworks(List.of());

    assertThatCode(() -> trustsUs.verify("part", network, signature)).doesNotThrowAnyException();
    assertThatCode(() -> trustsNobody.verify("part", json, null)).doesNotThrowAnyException();
    assertThatThrownBy(() -> trustsUs.verify("part", network, null))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageStartingWith("model 'part' brings a network that nobody has signed; sign it")
        .hasMessageContaining("models.allow-unsigned-networks = true");
    assertThatThrownBy(() -> trustsNobody.verify("part", network, signature))
        .hasMessageContaining("brings a network that none of the 0 trusted keys has signed");
  }

  @Test
  void refusesToSignWithAKeyOfAnotherKind() {
    assertThatThrownBy(() -> ManifestSigner.of(keys("RSA").getPrivate()).sign(json))
        .hasMessage("the key for models can't sign: it must be an Ed25519 private key");
  }

  private static KeyPair keys(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
