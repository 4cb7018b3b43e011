/** Settings that take one word of a few. */
package org.mekiki.config.choice;
