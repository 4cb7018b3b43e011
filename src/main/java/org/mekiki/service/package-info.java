/**
 * The two services, put together: configuration in, running topology with models, page, metrics and
 * health out.
 *
 * <p>Imports everything below the commands. Start at {@link org.mekiki.service.ScoringService} and
 * {@link org.mekiki.service.TrainingService}.
 */
package org.mekiki.service;
