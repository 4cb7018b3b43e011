/** {@code mekiki score} and {@code mekiki train}: the two services as commands. */
package org.mekiki.app.serve;
