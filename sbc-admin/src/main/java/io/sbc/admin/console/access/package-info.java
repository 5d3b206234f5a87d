/** Who may come in: consumers and their tokens, administrators, API keys, as pages of the console. They ask the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.access;

import org.jspecify.annotations.NullMarked;
