package org.mekiki.app.teach;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.mekiki.config.MekikiConfig;
import org.mekiki.stream.client.StoredViews;
import org.mekiki.terminal.CommandException;
import org.mekiki.terminal.Terminal;
import org.mekiki.text.Text;
import org.mekiki.view.ViewDraft;
import org.mekiki.view.ViewException;
import org.mekiki.view.ViewJson;

/** The view that somebody saved on the page for the next teaching of a model. */
final class SavedView {
  private SavedView() {}

  /**
   * Reads it, and says that it is used.
   *
   * @return empty if none is saved; or if this user may not read the topic, which is said
   * @throws CommandException if it can't be used, or the topic can't be read
   */
  static Optional<ViewDraft> of(String model, MekikiConfig config, Terminal terminal) {
    return of(
        model,
        () ->
            StoredViews.of(
                model,
                config.kafka().consumerProperties(),
                config.topics().views().name(),
                terminal.lifecycle()::isStopping),
        terminal);
  }

  /** As the other one, from where it is stored. */
  static Optional<ViewDraft> of(
      String model, Supplier<Optional<StoredViews.Stored>> views, Terminal terminal) {
    Optional<StoredViews.Stored> stored;
    try {
      stored = views.get();
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty(); // nobody has saved a view on this cluster
    } catch (AuthorizationException e) {
      terminal.tell(
          "warning: views that were saved on the page can't be read, so the model sees the whole"
              + " frame: %s",
          e.getMessage());
      return Optional.empty();
    } catch (KafkaException e) {
      throw CommandException.failed(
          Text.of(
              "it can't be read whether a view was saved on the page for model '%s': %s; try"
                  + " again, or say --align none to teach the whole frame",
              model, e.getMessage()));
    }
    return stored.map(view -> draft(model, view, terminal));
  }

  private static ViewDraft draft(String model, StoredViews.Stored view, Terminal terminal) {
    String saved =
        "the view that was saved on the page "
            + Ages.text(Duration.between(view.at(), Instant.now()))
            + " ago";
    try {
      ViewDraft draft = ViewJson.draft(view.json());
      terminal.tell(
          "model '%s' is taught with %s; --view and the other options for a view replace it",
          model, saved);
      return draft;
    } catch (ViewException e) {
      throw CommandException.failed(
          saved
              + " can't be used: "
              + String.join("; ", e.problems())
              + ". Save another one there, or say by --view or --align none what the model sees");
    }
  }
}
