package org.mekiki.config;

import java.time.Duration;
import java.util.Optional;

/**
 * One topic.
 *
 * @param partitions when it is created, 1 or more
 * @param retention how long records stay; empty for a compacted topic
 */
public record TopicSettings(String name, int partitions, Optional<Duration> retention) {}
