/** {@code mekiki dead-letters}: lists, shows and replays frames that could not be scored. */
package org.mekiki.app.letters;
