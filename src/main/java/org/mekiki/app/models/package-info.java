/** {@code mekiki models}: lists, shows, verifies, moves and deletes published models. */
package org.mekiki.app.models;
