/**
 * The two services, put together: configuration in, running topology with models, page, metrics and
 * health out.
 *
 * <p>Imports everything below the commands. Start at {@link org.mekiki.service.ConfiguredScorer}
 * and {@link org.mekiki.service.ConfiguredTrainer}: load → configured → open → running.
 */
package org.mekiki.service;
