/**
 * Users, devices and PBXs as signalling sees them: an in-memory view, and the store behind it.
 */
@NullMarked
package io.sbc.core.directory;

import org.jspecify.annotations.NullMarked;
