/**
 * What each command needs of the cluster's access control lists, and whether it has it.
 *
 * <p>Imports {@code config} and Kafka's admin client. Start at {@link
 * org.mekiki.stream.access.Role} for who does what, at {@link org.mekiki.stream.access.AccessCheck}
 * for how a missing permission is found.
 */
package org.mekiki.stream.access;
