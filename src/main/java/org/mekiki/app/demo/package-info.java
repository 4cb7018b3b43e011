/** {@code mekiki demo}: the whole line in one process, with a simulated camera. */
package org.mekiki.app.demo;
