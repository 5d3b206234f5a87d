/** Captures of signalling and media, as pages of the console. They ask the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.captures;

import org.jspecify.annotations.NullMarked;
