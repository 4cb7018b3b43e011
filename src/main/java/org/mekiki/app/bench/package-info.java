/** {@code mekiki bench}: what this machine can do, stage by stage and over a broker. */
package org.mekiki.app.bench;
