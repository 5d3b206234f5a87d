/**
 * The flight recorder: what every call and every registration attempt said, heard and decided, always on, within a byte budget.
 * {@link ShardRecorder} hears of it on its shard and copies octets into blocks; when those run out, the oldest give way. Calls that
 * ended go to {@link RecordWriter}, a thread of its own, which keeps them in a {@link CallArchive}. Keys and credentials are in the
 * blocks and the archive as they were on the wire: {@link Masking} hides them from whoever reads.
 */
@NullMarked
package io.sbc.core.recorder;

import org.jspecify.annotations.NullMarked;
