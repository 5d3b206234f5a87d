/** Pages about the visitor: log in, log out, another password. On virtual threads. */
@NullMarked
package io.sbc.admin.console.session;

import org.jspecify.annotations.NullMarked;
