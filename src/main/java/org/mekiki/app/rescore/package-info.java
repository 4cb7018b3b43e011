/** {@code mekiki rescore}: scores a span of the topic of frames again, into a file. */
package org.mekiki.app.rescore;
