/** {@code mekiki watch}: follows topics in the terminal. */
package org.mekiki.app.watch;
