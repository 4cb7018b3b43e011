/**
 * Alarms inside the scoring task: the processor that watches cameras, its state, and the records on
 * the alarms topic.
 *
 * <p>Start at {@link org.mekiki.stream.alarms.AlarmProcessor}.
 */
package org.mekiki.stream.alarms;
