/**
 * Backup files: the database, the configuration and, if asked for, the key, in one archive with checksums. For the command line.
 */
@NullMarked
package io.sbc.admin.backup;

import org.jspecify.annotations.NullMarked;
