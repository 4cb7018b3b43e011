/** {@code mekiki teach}: good pictures to the cluster, a published model back. */
package org.mekiki.app.teach;
