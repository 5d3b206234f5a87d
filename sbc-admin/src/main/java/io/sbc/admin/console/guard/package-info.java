/** The guard: blocks, releases, allowed networks, as pages of the console. They ask the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.guard;

import org.jspecify.annotations.NullMarked;
