package org.mekiki.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * Looks for transactions that are open, and waits until none is, for whoever ends the only broker.
 *
 * <p>Kafka 4.3.1 leaves the ends of a transaction out on partitions that have no leader at that
 * moment, as if they had been deleted, and readers of committed records then wait for ever. With
 * one broker all partitions are without a leader while it goes and while it comes. A cluster whose
 * partitions move to another broker does not get there.
 */
final class Transactions {
  private static final Set<TransactionState> OPEN =
      Set.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  private Transactions() {}

  static void awaitNone(Line line) {
    try (Admin admin = Admin.create(line.config.kafka().adminProperties())) {
      await()
          .ignoreExceptionsInstanceOf(ExecutionException.class)
          .untilAsserted(() -> assertThat(open(admin)).isEmpty());
    }
  }

  /** Those that have neither been committed nor given up. */
  static List<TransactionListing> open(Admin admin)
      throws ExecutionException, InterruptedException {
    return admin.listTransactions().all().get().stream()
        .filter(transaction -> OPEN.contains(transaction.state()))
        .toList();
  }
}
