/** What this program is made of, and by which licences. On virtual threads. */
@NullMarked
package io.sbc.admin.console.about;

import org.jspecify.annotations.NullMarked;
