/**
 * What was set by API, over the configuration file: versions of one small document, in the store. Called from virtual threads.
 */
@NullMarked
package io.sbc.core.settings;

import org.jspecify.annotations.NullMarked;
