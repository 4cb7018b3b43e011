/** {@code mekiki backbone}: inspects, cuts, fetches, builds and quantises networks. */
package org.mekiki.app.backbone;
