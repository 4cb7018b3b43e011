/** {@code mekiki publish}: folders and cameras to the frames topic. */
package org.mekiki.app.publish;
