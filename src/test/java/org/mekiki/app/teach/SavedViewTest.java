package org.mekiki.app.teach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;
import org.mekiki.app.FakeTerminal;
import org.mekiki.terminal.CommandException;
import org.mekiki.view.ViewDraft;

class SavedViewTest {
  private final FakeTerminal terminal = new FakeTerminal();

  private Optional<ViewDraft> read(KafkaException failure) {
    return SavedView.of(
        "part",
        () -> {
          throw failure;
        },
        terminal.terminal());
  }

  @Test
  void aTopicThatCanNotBeReadIsNotTakenForOneWithoutAView() {
    assertThatThrownBy(() -> read(new TimeoutException("no answer within 60 s")))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("for model 'part': no answer within 60 s")
        .hasMessageContaining("say --align none to teach the whole frame");
  }

  @Test
  void whereNobodyEverSavedAViewTheWholeFrameIsTaught() {
    assertThat(read(new UnknownTopicOrPartitionException("no topic"))).isEmpty();
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void withoutTheRightToReadViewsTheWholeFrameIsTaughtWithAWarning() {
    assertThat(read(new TopicAuthorizationException("not for you"))).isEmpty();
    assertThat(terminal.err()).contains("the model sees the whole frame").contains("not for you");
  }
}
