/**
 * What every answer of the page's server goes through: who may ask, encryption, the page's files,
 * JSON.
 *
 * <p>Start at {@link org.mekiki.web.http.Gate}.
 */
package org.mekiki.web.http;
