/** Support bundles, as pages of the console. They ask the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.support;

import org.jspecify.annotations.NullMarked;
