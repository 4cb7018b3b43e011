/** What a service's consumer group has still to do, and what it can no longer do. */
package org.mekiki.service.group;
