package org.mekiki.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mekiki.config.type.BackboneSetting;
import org.mekiki.config.type.ValueTypes;

class BackboneSettingTest {
  private static List<Optional<Path>> networks(String text) {
    BackboneSetting setting = ValueTypes.backbone().parse(text);
    assertThat(setting).hasToString(text);
    return setting.networks();
  }

  @Test
  void aPlusDividesTwoNetworks() {
    Optional<Path> builtIn = Optional.empty();
    Optional<Path> file = Optional.of(Path.of("nets/net.onnx"));

    assertThat(networks("built-in")).containsExactly(builtIn);
    assertThat(networks("nets/net.onnx")).containsExactly(file);
    assertThat(networks("built-in+nets/net.onnx")).containsExactly(builtIn, file);
    assertThat(networks("nets/net.onnx+built-in")).containsExactly(file, builtIn);
    assertThat(ValueTypes.backbone().parse("built-in+nets/net.onnx").name())
        .isEqualTo("built-in+net.onnx");
  }

  @Test
  void aPlusInANameDividesNothing() {
    assertThat(networks("good+bad.onnx")).containsExactly(Optional.of(Path.of("good+bad.onnx")));
    assertThat(networks("a+")).containsExactly(Optional.of(Path.of("a+")));
  }
}
