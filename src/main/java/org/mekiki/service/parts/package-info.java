/** What the services are made of: configuration → network, models, state folder, memory. */
package org.mekiki.service.parts;
