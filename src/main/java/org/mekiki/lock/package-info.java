/**
 * Files that one program at a time may hold.
 *
 * <p>Imports nothing. Start at {@link org.mekiki.lock.HeldFile}.
 */
package org.mekiki.lock;
