package org.mekiki.chaos;

import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * Waits until no transaction is open, for whoever ends the only broker.
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
      Line.await(() -> noneIsOpen(admin));
    }
  }

  private static boolean noneIsOpen(Admin admin) throws InterruptedException {
    try {
      return admin.listTransactions().all().get().stream().noneMatch(t -> OPEN.contains(t.state()));
    } catch (ExecutionException e) {
      return false;
    }
  }
}
