/** {@code mekiki topics}, {@code acls} and {@code broker}: what the cluster needs. */
package org.mekiki.app.topics;
