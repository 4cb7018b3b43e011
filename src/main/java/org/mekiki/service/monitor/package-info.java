/** A service's page, health and metrics, and what the page may change. */
package org.mekiki.service.monitor;
