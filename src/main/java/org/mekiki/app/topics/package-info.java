/**
 * {@code mekiki topics}, {@code acls}, {@code asyncapi} and {@code broker}: what the cluster needs.
 */
package org.mekiki.app.topics;
