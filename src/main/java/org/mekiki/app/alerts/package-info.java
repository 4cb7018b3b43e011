/** {@code mekiki alerts forward}: alarms to a webhook or to Alertmanager. */
package org.mekiki.app.alerts;
